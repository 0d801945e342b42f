import { titleFrom } from './title.js';

describe(titleFrom.name, () => {
  it.each([
    ['a short question', '  What is the fee? ', 'What is the fee?'],
    ['the first line', 'Fee?\nAnd more', 'Fee?'],
    ['a long question, cut at a word', `${'seven77 '.repeat(12)}`, `${'seven77 '.repeat(9)}seven77…`],
    ['one long word', 'x'.repeat(100), `${'x'.repeat(80)}…`],
  ])('%s', (_, question, title) => {
    expect(titleFrom(question)).toBe(title);
  });
});
