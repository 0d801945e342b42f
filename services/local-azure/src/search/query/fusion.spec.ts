import { fuse } from './fusion.js';

const list = (...ids: number[]) => ids.map((id) => ({ id, score: 1 }));

describe('fuse', () => {
  it('gives 1/60 to the first of one list, as real traffic shows', () => {
    expect(fuse([{ hits: list(7), weight: 1 }])).toEqual([{ id: 7, score: Math.fround(1 / 60) }]);
  });

  it('adds shares up and multiplies by the weight', () => {
    // 1: 1/60 + 0.5/61 = 0.0248634; 2: 1/61 + 0.5/60 = 0.0247268; 3: 1/62
    const fused = fuse([
      { hits: list(1, 2, 3), weight: 1 },
      { hits: list(2, 1), weight: 0.5 },
    ]);
    expect(fused.map(({ id }) => id)).toEqual([1, 2, 3]);
    expect(fused[0]?.score).toBeCloseTo(0.0248634, 7);
    expect(fused[1]?.score).toBeCloseTo(0.0247268, 7);
    expect(fused[2]?.score).toBeCloseTo(0.016129, 7);
  });

  it('keeps what it met first before its equals', () => {
    const fused = fuse([
      { hits: list(5), weight: 1 },
      { hits: list(4), weight: 1 },
    ]);
    expect(fused.map(({ id }) => id)).toEqual([5, 4]);
  });
});
