import { createWriteStream } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { chunkText } from '../chunking/chunk-text.js';
import type { ExtractionJob, PageText } from '../ports/text-extractor.port.js';
import { hasWords, pagesWithoutText } from './empty-pages.js';
import { fillIn } from './fill-in.js';
import { languageOf } from './language.js';
import type { ChildAnswer, ChildTask, ParentReply } from './child-protocol.js';
import { readPages, type PageDesk, type PdfAssets } from './pdf-text.js';
import { readDocument } from './read-file.js';
import type { ReadText } from './text-builder.js';
import { Unreadable } from './unreadable.js';

/** Chunks sent at once: few enough that taking them in does not hold up the parent's other work. */
const CHUNKS_A_MESSAGE = 64;
/** Characters of the text written at once. */
const SLICE_CHARS = 256 * 1024;

/** The line to the parent: what it is told, and what it answers to a question. */
export interface ParentLine {
  answer(answer: ChildAnswer): void;
  ask(question: Extract<ChildAnswer, { type: 'ask' }>): Promise<ParentReply>;
}

/** One task of a child process. Never throws. */
export async function runTask(task: ChildTask, assets: PdfAssets, parent: ParentLine): Promise<void> {
  try {
    if (task.type === 'extract') await extract(task, assets, parent);
    else if (task.type === 'fill-in') await fill(task, parent);
    else await readAlong(task, assets, parent);
  } catch (error) {
    parent.answer({ type: 'failed', code: error instanceof Unreadable ? error.code : 'extraction_failed' });
  }
}

/** Reads and writes the text down. */
async function extract(
  { job, limits }: Extract<ChildTask, { type: 'extract' }>,
  assets: PdfAssets,
  parent: ParentLine,
): Promise<void> {
  const read = await readDocument(job.filePath, job.mediaType, limits, assets, pageDesk(parent));
  await writeText(job, read);
  const isWaiting = job.isFilledIn && pagesWithoutText(read).length > 0;
  await tell(read, isWaiting, parent);
}

/** What `extract` has written down, with the recognised pages in it. */
async function fill(
  { job, recognisedPath }: Extract<ChildTask, { type: 'fill-in' }>,
  parent: ParentLine,
): Promise<void> {
  const before = JSON.parse(await readFile(job.textPath, 'utf8')) as Pick<ReadText, 'text' | 'sections' | 'pages'>;
  const read = fillIn(before, JSON.parse(await readFile(recognisedPath, 'utf8')) as PageText[]);
  await writeText(job, read);
  await tell(read, false, parent);
}

/** Cuts, and answers. @param isWaiting whether pages are filled in first: it is cut then. */
async function tell(read: ReadText, isWaiting: boolean, parent: ParentLine): Promise<void> {
  if (!isWaiting && !hasWords(read.text)) throw new Unreadable('document_no_text');
  const chunks = isWaiting
    ? []
    : await chunkText(read, (part) => parent.answer({ type: 'progress', progress: { stage: 'chunking', part } }));
  for (let i = 0; i < chunks.length; i += CHUNKS_A_MESSAGE) {
    parent.answer({ type: 'chunks', chunks: chunks.slice(i, i + CHUNKS_A_MESSAGE) });
  }
  const { pages, text } = read;
  parent.answer({
    type: 'done',
    found: { pages, pagesWithoutText: pagesWithoutText(read), language: languageOf(text) },
  });
}

/** Reads pages of a PDF that another process has, and leaves their text for it in a file. */
async function readAlong(
  { filePath, partPath, limits }: Extract<ChildTask, { type: 'read-along' }>,
  assets: PdfAssets,
  parent: ParentLine,
): Promise<void> {
  const { pages } = await readPages(filePath, assets, limits.maxPages, pageDesk(parent));
  await writeFile(partPath, JSON.stringify(pages));
  parent.answer({ type: 'part-left', pages: pages.length });
}

/** The parent says which pages, and where others left theirs. */
function pageDesk(parent: ParentLine): PageDesk {
  let partPaths: readonly string[] = [];
  return {
    next: async (pages) => {
      const reply = await parent.ask({ type: 'ask', pages });
      if (reply.type === 'window') return reply.window;
      partPaths = reply.partPaths;
      return undefined;
    },
    others: async () =>
      (await Promise.all(partPaths.map((path) => readFile(path, 'utf8')))).flatMap(
        (part) => JSON.parse(part) as PageText[],
      ),
  };
}

/** Written in slices, and with the text last, so that whoever serves it can pass it on as it lies. */
async function writeText(job: ExtractionJob, { text, sections, pages }: ReadText): Promise<void> {
  const head = JSON.stringify({ documentId: job.documentId, version: job.version, pages, sections }).slice(0, -1);
  await pipeline(
    Readable.from(
      (function* () {
        yield `${head},"text":"`;
        for (let at = 0; at < text.length; at += SLICE_CHARS)
          yield JSON.stringify(text.slice(at, at + SLICE_CHARS)).slice(1, -1);
        yield '"}';
      })(),
    ),
    createWriteStream(job.textPath),
  );
}
