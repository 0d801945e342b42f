import { intervalOf, meanOf } from './bootstrap.ts';
import { compared, isSignificantlyBelow } from './paired.ts';
import { seeded } from './random.ts';

describe(seeded.name, () => {
  it('gives the same numbers for the same seed, spread over 0 to 1', () => {
    const [a, b] = [seeded(7), seeded(7)];
    const drawn = Array.from({ length: 10_000 }, a);

    expect(drawn.slice(0, 5)).toEqual(Array.from({ length: 5 }, b));
    expect(Math.min(...drawn)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...drawn)).toBeLessThan(1);
    // The mean of 10,000 uniform draws has a standard error of .289 / 100.
    expect(Math.abs(meanOf(drawn) - 0.5)).toBeLessThan(0.01);
  });
});

describe(intervalOf.name, () => {
  it('is as wide as theory says for yes and no', () => {
    // 400 items, half of them yes: standard error sqrt(.25 / 400) = .025, so .5 -+ 1.96 * .025 = .451 to .549.
    const { mean, low, high } = intervalOf(Array.from({ length: 400 }, (_, i) => i % 2));

    expect(mean).toBe(0.5);
    expect(Math.abs(low - 0.451)).toBeLessThan(0.006);
    expect(Math.abs(high - 0.549)).toBeLessThan(0.006);
  });

  it('is a point where all items agree, and 0 of nothing', () => {
    expect(intervalOf([1, 1, 1])).toEqual({ mean: 1, low: 1, high: 1 });
    expect(intervalOf([])).toEqual({ mean: 0, low: 0, high: 0 });
  });
});

describe(compared.name, () => {
  const of = (values: readonly number[]): Map<string, number> =>
    new Map(values.map((value, i) => [`item-${i}`, value]));

  it('finds the exact chance of a few pairs', () => {
    // Five pairs, all better by 1: of 32 ways to set the signs 2 are as far from zero: p = .0625.
    const { difference, p, items } = compared(of([1, 1, 1, 1, 1]), of([0, 0, 0, 0, 0]));

    expect({ difference, items }).toEqual({ difference: 1, items: 5 });
    expect(Math.abs(p - 0.0625)).toBeLessThan(0.01);
  });

  it('sees a difference that is always the same way, and none where they are equal', () => {
    const low = of(Array.from({ length: 30 }, () => 0));
    const high = of(Array.from({ length: 30 }, () => 0.1));

    expect(isSignificantlyBelow(compared(low, high))).toBe(true);
    expect(isSignificantlyBelow(compared(high, low))).toBe(false);
    expect(compared(high, high)).toMatchObject({ difference: 0, p: 1 });
  });

  it('does not call a difference of one pair in thirty significant', () => {
    expect(isSignificantlyBelow(compared(of([0, 1, 1]), of([1, 1, 1])))).toBe(false);
  });

  it('compares what both have', () => {
    expect(compared(of([1, 0, 1]), of([1, 0])).items).toBe(2);
  });
});
