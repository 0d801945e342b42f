import { meanOf } from './bootstrap.ts';
import { seeded } from './random.ts';

/** How two systems differ on the same items. */
export interface Comparison {
  /** Mean of the first minus mean of the second. */
  readonly difference: number;
  /** How often chance alone makes at least such a difference, 0 to 1, two-sided. */
  readonly p: number;
  /** Items that both have. */
  readonly items: number;
}

const PERMUTATIONS = 10_000;
const SEED = 1_935;
/** A difference is called one below this. */
export const SIGNIFICANT_BELOW = 0.05;

/**
 * The paired randomisation test (Fisher, 1935; for retrieval Smucker et al., 2007): if the two systems were the same,
 * each item's difference could as well have the other sign.
 *
 * @param a figures of one system by item. @param b of the other; items that only one has are left out.
 */
export function compared(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): Comparison {
  const all = Array.from(a).flatMap(([item, value]) => {
    const other = b.get(item);
    return other === undefined ? [] : [value - other];
  });
  const differences = all.filter((difference) => difference !== 0);
  const observed = Math.abs(differences.reduce((sum, difference) => sum + difference, 0));
  const random = seeded(SEED);
  let asFar = 0;
  for (let permutation = 0; permutation < PERMUTATIONS; permutation++) {
    let sum = 0;
    for (const difference of differences) sum += random() < 0.5 ? difference : -difference;
    // Sums in another order differ in their last digits.
    if (Math.abs(sum) >= observed - 1e-9) asFar += 1;
  }
  return { difference: meanOf(all), p: (asFar + 1) / (PERMUTATIONS + 1), items: all.length };
}

/** Whether the first is worse by more than chance explains. */
export const isSignificantlyBelow = ({ difference, p }: Comparison): boolean => difference < 0 && p < SIGNIFICANT_BELOW;
