import { fileTypeFromBuffer } from 'file-type';

/** The formats we take. */
export const MEDIA_TYPES = {
  pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  html: 'text/html',
  csv: 'text/csv',
  markdown: 'text/markdown',
  plain: 'text/plain',
} as const;
export type MediaType = (typeof MEDIA_TYPES)[keyof typeof MEDIA_TYPES];

/** Bytes at the head of a file that the type is told from; the first of them must be there before {@link mediaTypeOf}. */
export const HEAD_BYTES = 64 * 1024;

/** What only the rest of a file shows, looked for while it passes by. */
export interface Traces {
  /** The main part of an Office document inside a zip archive. */
  readonly docx: boolean;
  readonly pptx: boolean;
  readonly xlsx: boolean;
  /** The stream in which Office keeps a document under a password. */
  readonly encryptedPackage: boolean;
}

/**
 * The type of a file by its content. The name only tells apart what is text either way: Markdown, CSV and a fragment
 * of HTML from plain text; and which Office program keeps a document under a password, where no content shows it.
 *
 * @returns undefined if it is none that we take.
 */
export async function mediaTypeOf(head: Buffer, traces: Traces, fileName: string): Promise<MediaType | undefined> {
  // Real PDFs may begin with a few bytes of something else; readers allow a kilobyte.
  if (head.subarray(0, 1024).includes('%PDF-')) return MEDIA_TYPES.pdf;
  const type = await fileTypeFromBuffer(head).catch(() => undefined);
  const office = OFFICE.find((kind) => type?.mime === MEDIA_TYPES[kind]);
  if (office) return MEDIA_TYPES[office];
  // In this order: a letter or slides may hold a workbook, in a zip of its own.
  const part = isZip(head) ? OFFICE.find((kind) => traces[kind]) : undefined;
  if (part) return MEDIA_TYPES[part];
  const named = ending(fileName);
  if (type?.mime === 'application/x-cfb' && traces.encryptedPackage)
    return MEDIA_TYPES[OFFICE.find((kind) => kind === named) ?? 'docx'];
  // Told before the rest: XHTML is XML too.
  if (isHtml(head)) return MEDIA_TYPES.html;
  // A recording or picture is no text; XML and rich text are, but not one that reads well.
  if (type || !looksLikeText(head)) return undefined;
  if (/^x?html?$/.test(named) && /<[a-z][a-z0-9]*[\s/>]/i.test(asText(head))) return MEDIA_TYPES.html;
  return TEXT_KINDS[named] ?? MEDIA_TYPES.plain;
}

/** Office documents in zip archives. */
const OFFICE = ['docx', 'pptx', 'xlsx'] as const;

/** Kinds of text by the end of their name, lower case. */
const TEXT_KINDS: Readonly<Record<string, MediaType>> = {
  md: MEDIA_TYPES.markdown,
  markdown: MEDIA_TYPES.markdown,
  mdown: MEDIA_TYPES.markdown,
  mkd: MEDIA_TYPES.markdown,
  csv: MEDIA_TYPES.csv,
  tsv: MEDIA_TYPES.csv,
};

const ending = (fileName: string): string => /\.([a-z0-9]{1,8})$/i.exec(fileName)?.[1]?.toLowerCase() ?? '';

/** Begins as web pages do, after declarations and comments. */
const isHtml = (head: Buffer): boolean =>
  /^\uFEFF?\s*(?:<\?xml[^>]*>\s*)?(?:<!--[^]*?-->\s*)*(?:<!doctype\s+html\b|<html[\s>]|<head>|<body[\s>])/i.test(
    asText(head),
  );

/** The head as text, well enough to know ASCII in it. */
function asText(head: Buffer): string {
  const mark = head.subarray(0, 2).toString('hex');
  if (mark === 'fffe') return head.toString('utf16le');
  if (mark === 'feff')
    return Buffer.from(head.subarray(0, head.length & ~1))
      .swap16()
      .toString('utf16le');
  return head.toString('utf8');
}

const isZip = (head: Buffer): boolean => head.length >= 4 && head.readUInt32LE(0) === 0x04034b50;

/** Zeros are in no text but UTF-16 and UTF-32, where they stand in every second place or so; nor are most control characters. */
function looksLikeText(head: Buffer): boolean {
  const start = head.subarray(0, 4).toString('hex');
  if (start.startsWith('fffe') || start.startsWith('feff') || start === '0000feff') return true;
  let zerosEven = 0;
  let zerosOdd = 0;
  let controls = 0;
  for (let i = 0; i < head.length; i += 1) {
    const byte = head[i] ?? 0;
    if (byte === 0) {
      if (i % 2 === 0) zerosEven += 1;
      else zerosOdd += 1;
    } else if (byte < 9 || (byte > 13 && byte < 32 && byte !== 27) || byte === 127) {
      controls += 1;
    }
  }
  if (zerosEven + zerosOdd === 0) return controls <= head.length / 50;
  // In UTF-16 the zeros stand on one side.
  return Math.min(zerosEven, zerosOdd) <= Math.max(zerosEven, zerosOdd) / 20 && controls <= head.length / 10;
}
