import { coverageOf, differInScript } from './relevance.js';

describe(coverageOf.name, () => {
  it('weighs the words of a question by how rare they are among the passages', () => {
    // Two passages; "plan" stands in both: ln(1 + 2/2) = 0.693; "dental" in one: ln(1 + 2/1) = 1.099.
    const [both, one] = coverageOf('dental plan', ['dental plan', 'plan']);
    expect(both).toBeCloseTo(1, 6);
    expect(one).toBeCloseTo(0.6931 / (0.6931 + 1.0986), 3);
  });

  it('counts a word that no passage has as the rarest', () => {
    // "plan" in the one passage: ln 2 = 0.693; "zebra" in none: ln(1 + 1/0.5) = 1.099.
    expect(coverageOf('zebra plan', ['plan'])[0]).toBeCloseTo(0.6931 / (0.6931 + 1.0986), 3);
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
