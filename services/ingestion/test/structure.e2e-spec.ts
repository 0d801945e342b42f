import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { ChildProcessTextExtractor } from '../src/adapters/child-process-text-extractor.adapter.js';
import { countTokens } from '../src/chunking/count-tokens.js';
import { MAX_TOKENS } from '../src/chunking/passage-splitter.js';
import type { Chunk } from '../src/ports/text-extractor.port.js';
import { CHILD_SCRIPT } from './support/ingestion.js';
import { FORMATS, structuredDocument, type TestFormat, type TestSection } from './support/structured.js';

/** What {@link FORMATS} write, through the real reader: how its text is cut into chunks. */
describe('chunks of a structured document', () => {
  let folder: string;
  let pool: ChildProcessTextExtractor;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'groundwork-structure-'));
    pool = new ChildProcessTextExtractor(CHILD_SCRIPT, 1, {
      maxPages: 100,
      maxInflatedBytes: 100_000_000,
      maxSeconds: 60,
      maxRssBytes: 512 * 1024 * 1024,
    });
  });
  afterAll(async () => {
    await pool.onApplicationShutdown();
    await rm(folder, { recursive: true });
  });

  const read = async ({ mediaType, write }: TestFormat, sections: readonly TestSection[]) => {
    const [filePath, textPath] = [join(folder, 'file'), join(folder, 'text.json')];
    await writeFile(filePath, await write(sections));
    const job = { filePath, textPath, mediaType, documentId: 'document-1', version: 1, isFilledIn: false };
    const { chunks } = await pool.extract(job, () => undefined);
    const { text } = JSON.parse(await readFile(textPath, 'utf8')) as { text: string };
    return { text, chunks };
  };

  it.each(Object.entries(FORMATS))(
    '%s: point at the text, keep to a section, a row and a sentence, and carry the heading',
    async (_, format) => {
      await fc.assert(
        fc.asyncProperty(structuredDocument, async (sections) => {
          const { text, chunks } = await read(format, sections);

          expectWhole(text, chunks);
          for (const chunk of chunks) {
            expect(countTokens(chunk.content)).toBeLessThanOrEqual(MAX_TOKENS);
            if (format.headingOf) expectOneSection(chunk, sections, format.headingOf);
            expectWholeLines(text, chunk);
            expectWholeSentences(text, chunk, chunks);
          }
        }),
        { numRuns: 12 },
      );
    },
    240_000,
  );
});

/** Every character but blanks is in a chunk, in order, and each chunk is what its offsets point at. */
function expectWhole(text: string, chunks: readonly Chunk[]): void {
  let covered = 0;
  for (const { start, end, content } of chunks) {
    expect(content).toBe(text.slice(start, end));
    expect(text.slice(covered, Math.max(covered, start)).trim()).toBe('');
    covered = end;
  }
  expect(text.slice(covered).trim()).toBe('');
}

/** Words name their section: `w3x`, `R3n17`. */
function expectOneSection(
  { content, heading }: Chunk,
  sections: readonly TestSection[],
  headingOf: (section: TestSection) => string | null,
): void {
  const named = new Set(Array.from(content.matchAll(/\b[wWR](\d)(?:x|n\d)/g), ([, section]) => Number(section)));
  expect(named.size).toBeLessThanOrEqual(1);
  for (const section of named) {
    const of = sections[section];
    expect(heading).toBe(of ? headingOf(of) : undefined);
  }
}

/** Rows are lines of the text: a chunk has the whole of one or nothing of it. All of these fit into one. */
function expectWholeLines(text: string, { start, end, content }: Chunk): void {
  const first = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  const rest = text.slice(end, text.indexOf('\n', end) < 0 ? text.length : text.indexOf('\n', end));
  if (/\bR\d+n\d+/.test(first + content.split('\n')[0])) expect(first.trim()).toBe('');
  if (/\bR\d+n\d+/.test(content.split('\n').at(-1) + rest)) expect(rest.trim()).toBe('');
}

/** At a full stop, behind a row, or behind a heading. */
const ENDS_WELL = /(\.|(^|\n)[^\n]*\bR\d+n\d+[^\n]*|(^|\n)[^\n]*(Name|Part \w+)[^\n]*)$/;

/** Overleaf a sentence goes on: a passage has one page. */
function expectWholeSentences(text: string, chunk: Chunk, chunks: readonly Chunk[]): void {
  const ofItsPage = chunks.filter(({ page }) => page === chunk.page);
  const isOpen = chunk.page !== null;
  if (!isOpen || chunk !== ofItsPage.at(-1)) expect(chunk.content).toMatch(ENDS_WELL);
  const before = text.slice(0, chunk.start).trimEnd();
  if (before !== '' && (!isOpen || chunk !== ofItsPage[0])) expect(before).toMatch(ENDS_WELL);
}
