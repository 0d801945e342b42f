import { RangeNotSatisfiable } from './document-errors.js';

/** First and last byte, counted from 0, both included. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

/**
 * The part of a file that a Range header asks for; RFC 9110 section 14.
 *
 * @returns undefined for no header, another unit, several ranges or nonsense: the whole file is the right answer then.
 * @throws {RangeNotSatisfiable} if it begins behind the end.
 */
export function byteRange(header: string | undefined, totalBytes: number): ByteRange | undefined {
  const [, from, to] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '') ?? [];
  if (from === undefined || to === undefined || (from === '' && to === '')) return undefined;
  if (from === '') {
    const length = Number(to);
    if (length === 0 || totalBytes === 0) throw new RangeNotSatisfiable();
    return { first: Math.max(0, totalBytes - length), last: totalBytes - 1 };
  }
  const first = Number(from);
  if (first >= totalBytes) throw new RangeNotSatisfiable();
  const last = to === '' ? totalBytes - 1 : Math.min(Number(to), totalBytes - 1);
  return last < first ? undefined : { first, last };
}
