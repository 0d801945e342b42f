import { cutToTokens } from './cut-to-tokens.js';

describe(cutToTokens.name, () => {
  it.each([
    ['no limit', 'One two three', undefined, undefined, 'One two three', 'stop'],
    ['a limit that is not reached', 'One two three', 3, undefined, 'One two three', 'stop'],
    ['a limit', 'One two three', 2, undefined, 'One two', 'length'],
    ['a stop sequence', 'One two three', undefined, ' two', 'One', 'stop'],
    ['the first of several stop sequences', 'One two three', undefined, ['three', 'two'], 'One ', 'stop'],
    ['a stop sequence that is not there', 'One', undefined, 'x', 'One', 'stop'],
  ] as const)('%s', (_, text, maxTokens, stop, kept, finish) => {
    expect(cutToTokens(text, maxTokens, stop)).toEqual({ text: kept, finish });
  });
});
