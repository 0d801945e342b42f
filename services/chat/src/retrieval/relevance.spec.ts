import { coverageOf, differInScript } from './relevance.js';

describe(coverageOf.name, () => {
  it.each([
    ['all of its words', 'yearly fee', 'The fee is due yearly.', 1],
    ['half of them', 'yearly fee', 'The fee is 4 %.', 0.5],
    ['none', 'yearly fee', 'Penguins eat fish.', 0],
    ['a word that is asked twice once', 'fee or fee of the plan', 'The fee.', 0.5],
  ])('knows a passage that holds %s', (_, question, passage, share) => {
    expect(coverageOf(question, [passage])).toEqual([share]);
  });

  it('judges nothing by a question without words of its own', () => {
    expect(coverageOf('what is it?', ['plan', 'fee'])).toEqual([1, 1]);
  });
});

describe(differInScript.name, () => {
  it.each([
    ['what is the fee', 'The fee is 4 %.', false],
    ['费用是多少', 'The fee is 4 %.', true],
    ['какая плата', 'Плата 4 %.', false],
    ['費用はいくら', '费用是四元', false],
  ])('%s / %s: %s', (a, b, differ) => {
    expect(differInScript(a, b)).toBe(differ);
  });
});
