/** Sign flips by dimensions, the same in every process: codes are kept on disk. */
const flips = new Map<number, Int8Array>();

/**
 * The binary code of a vector: one bit a dimension, rounded up to a power of two.
 *
 * The vector is turned by a fixed random rotation first (sign flips, then a Walsh-Hadamard transform, twice), and the
 * bits are the signs. The share of bits in which two codes differ is then the angle between their vectors divided by
 * pi, give or take 1 / (2 * sqrt(bits)). Without the rotation hashed vectors, most of whose numbers are zero, would
 * get codes that say nothing.
 */
export function binaryCode(vector: Float32Array): Uint8Array {
  const bits = codeBits(vector.length);
  const turned = new Float64Array(bits);
  turned.set(vector);
  const flip = flipsOf(bits);
  for (let round = 0; round < 2; round += 1) {
    for (let at = 0; at < bits; at += 1) turned[at] = (turned[at] ?? 0) * (flip[round * bits + at] ?? 1);
    walshHadamard(turned);
  }
  const code = new Uint8Array(bits / 8);
  for (let at = 0; at < bits; at += 1)
    if ((turned[at] ?? 0) > 0) code[at >> 3] = (code[at >> 3] ?? 0) | (1 << (at & 7));
  return code;
}

/** Bits of the code of a vector: sqlite-vec takes multiples of 8, the transform powers of two. */
export function codeBits(dimensions: number): number {
  return Math.max(8, 2 ** Math.ceil(Math.log2(dimensions)));
}

/** The transform in place, not scaled: only signs matter. */
function walshHadamard(values: Float64Array): void {
  for (let half = 1; half < values.length; half *= 2) {
    for (let block = 0; block < values.length; block += 2 * half) {
      for (let at = block; at < block + half; at += 1) {
        const a = values[at] ?? 0;
        const b = values[at + half] ?? 0;
        values[at] = a + b;
        values[at + half] = a - b;
      }
    }
  }
}

/** Two rounds of +1 and -1 from a small generator (mulberry32) with a fixed seed. */
function flipsOf(bits: number): Int8Array {
  const known = flips.get(bits);
  if (known !== undefined) return known;
  let state = 0x9e3779b9;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) & 1 ? 1 : -1;
  };
  const made = Int8Array.from({ length: 2 * bits }, next);
  flips.set(bits, made);
  return made;
}
