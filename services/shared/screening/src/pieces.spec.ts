import { callsFor, piecesOf } from './pieces.js';

describe(piecesOf.name, () => {
  it.each([
    ['nothing', 0, []],
    ['what one call takes', 10_000, [10_000]],
    // 9,700 further each time: 0 to 10,000, and 9,700 to 10,001.
    ['a character more', 10_001, [10_000, 301]],
    ['two steps', 19_700, [10_000, 10_000]],
  ])('cuts %s', (_, chars, lengths) => {
    expect(piecesOf('a'.repeat(chars)).map(({ length }) => length)).toEqual(lengths);
  });

  it('counts in code points and cuts none in two', () => {
    // Each is one code point and two units of UTF-16.
    const pieces = piecesOf('😀'.repeat(10_001));
    expect(pieces.map((piece) => Array.from(piece).length)).toEqual([10_000, 301]);
    expect(pieces.join('')).not.toContain('\uFFFD');
    expect(piecesOf('😀'.repeat(10_000))).toHaveLength(1);
  });
});

describe(callsFor.name, () => {
  const lengthsOf = (...chars: number[]): number[][] =>
    callsFor(chars.map((n) => 'a'.repeat(n))).map((call) => call.map(({ text }) => text.length));

  it('takes five documents and 10,000 characters a call', () => {
    expect(lengthsOf(1, 2, 3, 4, 5, 6)).toEqual([[1, 2, 3, 4, 5], [6]]);
    expect(lengthsOf(6_000, 4_000, 1)).toEqual([[6_000, 4_000], [1]]);
    expect(lengthsOf(6_000, 4_001)).toEqual([[6_000], [4_001]]);
  });

  it('says of each piece which text it is of', () => {
    expect(callsFor(['a', '', 'b'.repeat(10_001)]).map((call) => call.map(({ of }) => of))).toEqual([[0], [2], [2]]);
  });
});
