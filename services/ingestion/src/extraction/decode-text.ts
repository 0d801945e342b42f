import { analyse } from 'chardet';
import iconv from 'iconv-lite';
import { decodeHz } from './decode-hz.js';
import { Unreadable } from './unreadable.js';

/** Byte order marks, the longer ones first: UTF-32's begins like UTF-16's. */
const MARKS: readonly (readonly [bytes: readonly number[], encoding: string])[] = [
  [[0xff, 0xfe, 0, 0], 'utf-32le'],
  [[0, 0, 0xfe, 0xff], 'utf-32be'],
  [[0xef, 0xbb, 0xbf], 'utf-8'],
  [[0xff, 0xfe], 'utf-16le'],
  [[0xfe, 0xff], 'utf-16be'],
];

/** How much of a file is looked at to guess its encoding, in bytes. */
const SAMPLE_BYTES = 256 * 1024;
/** More unreadable characters than this part of the text: it is not text in that encoding. */
const MAX_DAMAGE = 0.02;

/**
 * The text of a file in whatever encoding it is: by its byte order mark, as UTF-16 without one, as strict UTF-8,
 * and only then by statistics, which short files and rare encodings may mislead.
 *
 * @throws {Unreadable} `text_encoding_unknown` if no encoding gives readable text.
 */
export function decodeText(bytes: Buffer): string {
  const marked = MARKS.find(([mark]) => mark.every((byte, i) => bytes[i] === byte));
  if (marked) return readable(iconv.decode(bytes, marked[1], { stripBOM: true }));

  const wide = wideEncoding(bytes);
  if (wide) return readable(iconv.decode(bytes, wide));
  if (bytes.includes(0)) throw new Unreadable('text_encoding_unknown');

  // 7-bit, so that it would pass for UTF-8.
  if (bytes.includes('\x1b$')) return readable(new TextDecoder('iso-2022-jp').decode(bytes));
  if (bytes.includes('~{')) {
    const text = decodeHz(bytes);
    if (text !== undefined) return text;
  }

  const strict = strictUtf8(bytes);
  if (strict !== undefined) return strict;

  for (const encoding of likelyEncodings(bytes)) {
    const text = iconv.decode(bytes, encoding);
    if (damage(text) <= MAX_DAMAGE) return text;
  }
  // A UTF-8 file with a few broken bytes is still a UTF-8 file.
  return readable(iconv.decode(bytes, 'utf-8'));
}

/** The text, unless too much of it is unreadable. */
function readable(text: string): string {
  if (damage(text) > MAX_DAMAGE) throw new Unreadable('text_encoding_unknown');
  return text;
}

/** The part of a text, 0 to 1, that is replacement or control characters. */
export function damage(text: string): number {
  if (text === '') return 0;
  const odd = text.match(/(?![\t\n\v\f\r\u0085])[\p{Cc}\uFFFD]/gu)?.length ?? 0;
  return odd / text.length;
}

function strictUtf8(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** UTF-16 without a mark: pairs that read as well-formed text one way and not the other. */
function wideEncoding(bytes: Buffer): string | undefined {
  const sample = bytes.subarray(0, Math.min(bytes.length, SAMPLE_BYTES) & ~1);
  if (sample.length < 4 || bytes.length % 2 !== 0) return undefined;
  let low = 0;
  let high = 0;
  for (let i = 0; i + 1 < sample.length; i += 2) {
    // Blanks and line ends are in every text, and in every script their other byte is zero.
    if (sample[i + 1] === 0 && isPlain(sample[i])) low += 1;
    if (sample[i] === 0 && isPlain(sample[i + 1])) high += 1;
  }
  const least = Math.max(1, sample.length / 2 / 200);
  if (Math.max(low, high) < least) return undefined;
  const [likelier, other] = low >= high ? (['utf-16le', 'utf-16be'] as const) : (['utf-16be', 'utf-16le'] as const);
  if (damage(iconv.decode(sample, likelier)) <= MAX_DAMAGE) return likelier;
  return damage(iconv.decode(sample, other)) <= MAX_DAMAGE ? other : undefined;
}

const isPlain = (byte: number | undefined): boolean =>
  byte !== undefined && ((byte >= 0x20 && byte < 0x7f) || byte === 0x0a || byte === 0x0d || byte === 0x09);

/** What the statistics say, likeliest first, as far as we can decode it. */
function likelyEncodings(bytes: Buffer): string[] {
  return analyse(bytes.subarray(0, SAMPLE_BYTES))
    .map(({ name }) => ALIASES[name] ?? name)
    .filter((name) => !/^(utf|ascii)/i.test(name) && iconv.encodingExists(name));
}

/** What the web calls latin-1 and GB is the larger set: a decoder of the smaller one loses quotes and signs. */
const ALIASES: Record<string, string> = {
  'ISO-8859-1': 'windows-1252',
  'ISO-8859-9': 'windows-1254',
  'ISO-8859-8': 'windows-1255',
  GB18030: 'gb18030',
};
