import { fused } from './rank-fusion.js';

describe(fused.name, () => {
  it('adds weight / (60 + rank) over the rankings, rank from 0', () => {
    const result = fused(
      [
        { items: ['a', 'b'], weight: 1 },
        { items: ['b', 'c'], weight: 0.5 },
      ],
      (item) => item,
    );
    expect(result).toEqual([
      { item: 'b', score: 1 / 61 + 0.5 / 60 }, // 0.0247
      { item: 'a', score: 1 / 60 }, // 0.0167
      { item: 'c', score: 0.5 / 61 }, // 0.0082
    ]);
  });

  it('has nothing to join', () => {
    expect(fused([], String)).toEqual([]);
  });
});
