import { textOf, tokensIn, tokensInPrompt } from './tokens.js';

describe(tokensIn.name, () => {
  it.each([
    ['', 0],
    ['hello world', 2], // two words, both in the vocabulary
    ['<|endoftext|>', 7], // text like any other: < | end of text | >
  ])('counts %j', (text, tokens) => {
    expect(tokensIn(text)).toBe(tokens);
  });
});

describe(tokensInPrompt.name, () => {
  it('adds three tokens a message and three for the reply', () => {
    expect(tokensInPrompt(['hello world', 'hello world'])).toBe(3 + (2 + 3) + (2 + 3));
  });
});

describe(textOf.name, () => {
  it('gives back the text that tokens stand for', () => {
    expect(textOf([15339, 1917])).toBe('hello world'); // cl100k_base: 15339 = "hello", 1917 = " world"
  });
});
