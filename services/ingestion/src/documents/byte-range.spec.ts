import { byteRange } from './byte-range.js';
import { RangeNotSatisfiable } from './document-errors.js';

describe(byteRange.name, () => {
  it.each([
    [undefined, undefined],
    ['bytes=0-', { first: 0, last: 9 }],
    ['bytes=2-4', { first: 2, last: 4 }],
    ['bytes=2-99', { first: 2, last: 9 }],
    ['bytes=-3', { first: 7, last: 9 }],
    ['bytes=-99', { first: 0, last: 9 }],
    ['bytes=4-2', undefined],
    ['bytes=0-1,3-4', undefined],
    ['pages=1-2', undefined],
    ['bytes=-', undefined],
  ])('reads %p of ten bytes as %p', (header, range) => {
    expect(byteRange(header, 10)).toEqual(range);
  });

  it.each(['bytes=10-', 'bytes=-0'])('refuses %p of ten bytes', (header) => {
    expect(() => byteRange(header, 10)).toThrow(RangeNotSatisfiable);
  });
});
