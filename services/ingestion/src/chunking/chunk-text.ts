import type { Chunk } from '../ports/text-extractor.port.js';
import type { ReadText, Section } from '../extraction/text-builder.js';
import { LineNumbers } from './line-numbers.js';
import { PassageSplitter } from './passage-splitter.js';

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
  let before: Range = { start: 0, end: 0 };
  for (const piece of await new PassageSplitter().splitText(content)) {
    const start = place(content, piece, before);
    before = { start, end: start + piece.length };
    ranges.push({ start: section.start + before.start, end: section.start + before.end });
  }
  return ranges;
}

/**
 * Where a piece stands. The splitter answers strings only, and a piece may occur more than once: the last place that
 * leaves nothing out between it and the piece before is the right one, or one as good.
 */
function place(content: string, piece: string, before: Range): number {
  const rest = content.slice(before.end);
  const limit = before.end + rest.length - rest.trimStart().length;
  const start = content.lastIndexOf(piece, limit);
  if (start < 0) throw new Error('A chunk is not part of its text');
  return start;
}
