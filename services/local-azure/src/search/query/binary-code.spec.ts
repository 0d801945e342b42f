import { binaryCode, codeBits } from './binary-code.js';

/** A vector of a few ones among zeros, as hashed features are. */
function hashed(dimensions: number, ...places: number[]): Float32Array {
  const vector = new Float32Array(dimensions);
  for (const place of places) vector[place] = 1;
  return vector;
}

function differing(one: Uint8Array, other: Uint8Array): number {
  return one.reduce((sum, byte, at) => sum + ((byte ^ (other[at] ?? 0)).toString(2).match(/1/g)?.length ?? 0), 0);
}

describe('binaryCode', () => {
  it('has a bit a dimension, rounded up to a power of two', () => {
    expect([3, 512, 1_536, 3_072].map(codeBits)).toEqual([8, 512, 2_048, 4_096]);
    expect(binaryCode(new Float32Array(1_536))).toHaveLength(256);
  });

  it('is the same whenever it is made: codes are kept on disk', () => {
    expect(Buffer.from(binaryCode(hashed(16, 1, 5))).toString('hex')).toBe('9911');
  });

  it('does not depend on length', () => {
    const vector = hashed(512, 3, 80, 300);
    expect(binaryCode(vector.map((value) => value * 7))).toEqual(binaryCode(vector));
  });

  it('differs in about angle / pi of its bits, for vectors that are nearly all zero too', () => {
    const one = hashed(3_072, 1, 50, 700, 2_000);
    // Three of four in common: cos = 0.75, angle 0.7227, 0.2300 of 4,096 bits = 942; none in common: half, 2,048.
    // One bit in 2 * sqrt(4096) = 128 is one standard deviation of 0.8 %; 4 of them are 130 bits.
    expect(Math.abs(differing(binaryCode(one), binaryCode(hashed(3_072, 1, 50, 700, 9))) - 942)).toBeLessThan(130);
    expect(Math.abs(differing(binaryCode(one), binaryCode(hashed(3_072, 2, 51, 701, 2_001))) - 2_048)).toBeLessThan(
      130,
    );
  });
});
