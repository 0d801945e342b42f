import { bm25, idf } from './bm25.js';

const field = { column: 'c0', passages: 10, averageLength: 4, counts: [2] };

describe('bm25', () => {
  it('is the formula, worked out by hand', () => {
    // idf = ln(1 + (10 - 2 + 0.5) / (2 + 0.5)) = ln(4.4) = 1.48160
    // tf = 2, length 8 of 4 on average: norm = 1.2 * (0.25 + 0.75 * 2) = 2.1; 2 * 2.2 / (2 + 2.1) = 1.07317
    const score = bm25([{ field, text: 'plan x plan y a b c d', length: 8 }], ['plan'], { k1: 1.2, b: 0.75 });
    expect(score).toBeCloseTo(1.4816 * 1.07317, 4);
  });

  it('counts words that stand side by side, and no part of a word', () => {
    // tf = 2: norm = 1.2 * (0.25 + 0.75 * 0.75) = 0.975; 2 * 2.2 / 2.975 = 1.47899
    const score = bm25([{ field, text: 'plan plan planning', length: 3 }], ['plan'], { k1: 1.2, b: 0.75 });
    expect(score).toBeCloseTo(1.4816 * 1.47899, 4);
  });

  it('does what k1 = 0 means: how often a word stands there is nothing', () => {
    const score = bm25([{ field, text: 'plan plan plan', length: 3 }], ['plan'], { k1: 0, b: 0.75 });
    expect(score).toBeCloseTo(1.4816, 4);
  });

  it('adds the fields up', () => {
    const one = { field, text: 'plan', length: 4 };
    const alone = bm25([one], ['plan'], { k1: 1.2, b: 0.75 });
    expect(bm25([one, one], ['plan'], { k1: 1.2, b: 0.75 })).toBeCloseTo(2 * alone, 10);
  });
});

describe('idf', () => {
  it('stays above nothing for a word of every passage: ln(1 + 0.5 / 10.5)', () => {
    expect(idf(10, 10)).toBeCloseTo(0.04652, 5);
  });
});
