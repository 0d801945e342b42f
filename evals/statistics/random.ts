/**
 * Numbers that look random and are the same on every run (mulberry32, https://github.com/bryc/code): the same results
 * give the same interval.
 *
 * @returns a function that answers with numbers from 0 to below 1.
 */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
