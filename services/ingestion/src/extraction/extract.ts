import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { chunkText } from '../chunking/chunk-text.js';
import type { ExtractionJob } from '../ports/text-extractor.port.js';
import { pagesWithoutText } from './empty-pages.js';
import { languageOf } from './language.js';
import type { ChildAnswer, ChildTask } from './child-protocol.js';
import type { PdfAssets } from './pdf-text.js';
import { readDocument } from './read-file.js';
import type { ReadText } from './text-builder.js';
import { Unreadable } from './unreadable.js';

/** Chunks sent at once: few enough that taking them in does not hold up the parent's other work. */
const CHUNKS_A_MESSAGE = 64;
/** Characters of the text written at once. */
const SLICE_CHARS = 256 * 1024;

/** One task of a child process: read, write the text down, cut, answer. Never throws. */
export async function extract(
  { job, limits }: ChildTask,
  assets: PdfAssets,
  answer: (answer: ChildAnswer) => void,
): Promise<void> {
  try {
    const read = await readDocument(job.filePath, job.mediaType, limits, assets, (part) =>
      answer({ type: 'progress', progress: { stage: 'extracting', part } }),
    );
    await writeText(job, read);
    const chunks = await chunkText(read, (part) => answer({ type: 'progress', progress: { stage: 'chunking', part } }));
    for (let i = 0; i < chunks.length; i += CHUNKS_A_MESSAGE) {
      answer({ type: 'chunks', chunks: chunks.slice(i, i + CHUNKS_A_MESSAGE) });
    }
    const { pages, text } = read;
    answer({ type: 'done', found: { pages, pagesWithoutText: pagesWithoutText(read), language: languageOf(text) } });
  } catch (error) {
    answer({ type: 'failed', code: error instanceof Unreadable ? error.code : 'extraction_failed' });
  }
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
