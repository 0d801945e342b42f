import { fileTypeFromBuffer } from 'file-type';

/** The formats we take. */
export const MEDIA_TYPES = {
  pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  markdown: 'text/markdown',
  plain: 'text/plain',
} as const;
export type MediaType = (typeof MEDIA_TYPES)[keyof typeof MEDIA_TYPES];

/** Bytes at the head of a file that the type is told from; the first of them must be there before {@link mediaTypeOf}. */
export const HEAD_BYTES = 64 * 1024;

/** What only the rest of a file shows, looked for while it passes by. */
export interface Traces {
  /** A part of a Word document inside a zip archive. */
  readonly wordPart: boolean;
  /** The stream in which Office keeps a document under a password. */
  readonly encryptedPackage: boolean;
}

/**
 * The type of a file by its content. The name only tells Markdown from plain text.
 *
 * @returns undefined if it is none that we take.
 */
export async function mediaTypeOf(head: Buffer, traces: Traces, fileName: string): Promise<MediaType | undefined> {
  // Real PDFs may begin with a few bytes of something else; readers allow a kilobyte.
  if (head.subarray(0, 1024).includes('%PDF-')) return MEDIA_TYPES.pdf;
  const type = await fileTypeFromBuffer(head).catch(() => undefined);
  if (type?.mime === MEDIA_TYPES.docx || (isZip(head) && traces.wordPart)) return MEDIA_TYPES.docx;
  if (type?.mime === 'application/x-cfb' && traces.encryptedPackage) return MEDIA_TYPES.docx;
  // A recording or picture is no text; XML and rich text are, but not one that reads well.
  if (type || !looksLikeText(head)) return undefined;
  return /\.(md|markdown|mdown|mkd)$/i.test(fileName) ? MEDIA_TYPES.markdown : MEDIA_TYPES.plain;
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
