import type { Chunk } from '../ports/text-extractor.port.js';
import type { ReadText, Section } from '../extraction/text-builder.js';
import { countTokens } from './count-tokens.js';
import { LineNumbers } from './line-numbers.js';
import { OVERLAP_TOKENS, PassageSplitter } from './passage-splitter.js';

/**
 * Cuts a text into chunks, section by section, so that none spans two pages or two headings.
 *
 * Promise: `text.slice(start, end) === content` for every chunk; no chunk is empty or blank; together they
 * hold every character of every section but blanks at the cuts.
 */
export async function chunkText(
  read: ReadText,
  onProgress: (part: number) => void = () => undefined,
): Promise<Chunk[]> {
  const lines = read.hasLines ? new LineNumbers(read.text) : undefined;
  const chunks: Chunk[] = [];
  for (const section of read.sections) {
    for (const { start, end } of await cut(read.text, section)) {
      chunks.push({
        start,
        end,
        content: read.text.slice(start, end),
        page: section.page,
        heading: section.heading,
        lineStart: lines?.at(start) ?? null,
        lineEnd: lines?.at(end - 1) ?? null,
      });
    }
    onProgress(section.end / read.text.length);
  }
  return chunks;
}

interface Range {
  readonly start: number;
  readonly end: number;
}

async function cut(text: string, section: Section): Promise<Range[]> {
  const content = text.slice(section.start, section.end);
  const ranges: Range[] = [];
  let before: Range = { start: -1, end: 0 };
  for (const piece of await new PassageSplitter().splitText(content)) {
    const start = place(content, piece, before);
    before = { start, end: start + piece.length };
    ranges.push({ start: section.start + before.start, end: section.start + before.end });
  }
  return ranges;
}

/**
 * Where a piece stands. The splitter answers strings only; a piece may occur more than once, so it is looked for
 * no earlier than the overlap allows.
 */
function place(content: string, piece: string, before: Range): number {
  const earliest = Math.max(
    before.start + 1,
    before.end - overlapChars(content.slice(Math.max(0, before.start), before.end)),
  );
  const start = content.indexOf(piece, earliest);
  const found = start >= 0 ? start : content.indexOf(piece, before.start + 1);
  if (found < 0) throw new Error('A chunk is not part of its text');
  return found;
}

/** The longest tail of a piece that is within the overlap, in characters. */
function overlapChars(piece: string): number {
  let low = 0;
  let high = Math.min(piece.length, OVERLAP_TOKENS * 32);
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (countTokens(piece.slice(-middle)) <= OVERLAP_TOKENS) low = middle;
    else high = middle - 1;
  }
  return low;
}
