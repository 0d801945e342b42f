import { seeded } from './random.ts';

/** A mean and where it lies with 95 % confidence. */
export interface Interval {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** Samples drawn anew; the ends of the interval move by less than .001 with more. */
const RESAMPLES = 2_000;
const SEED = 20_261_125;

/** 0 of nothing. */
export function meanOf(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/**
 * The mean of one figure an item with its 95 % interval by the percentile bootstrap (Efron and Tibshirani, 1993): the
 * items are drawn again with replacement, and the middle 95 % of the means make the interval.
 */
export function intervalOf(values: readonly number[]): Interval {
  const random = seeded(SEED);
  const means = Array.from({ length: RESAMPLES }, () => {
    let sum = 0;
    for (let drawn = 0; drawn < values.length; drawn++) sum += values[Math.floor(random() * values.length)] ?? 0;
    return values.length === 0 ? 0 : sum / values.length;
  }).sort((a, b) => a - b);
  const at = (share: number): number => means[Math.floor(share * (RESAMPLES - 1))] ?? 0;
  return { mean: meanOf(values), low: at(0.025), high: at(0.975) };
}
