import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Embedder, ModelThrottled } from '@shared/models';
import type { DocumentRow } from '../ports/document-row.js';
import { contentKey } from '../ports/document-row.js';
import { PassageIndex } from '../ports/passage-index.port.js';
import type { Chunk } from '../ports/text-extractor.port.js';
import { embeddingInput, passageRow } from './passage-rows.js';

/** Chunks embedded and written at once: 32 vectors of 3,072 numbers are 0.8 MB of memory. */
const GROUP = 32;
/** Pause after a 429 that names none, and the longest that is waited in one piece, in seconds. */
const THROTTLE_SECONDS = 5;
const MAX_THROTTLE_SECONDS = 60;
/** How long written passages may stay out of sight, in milliseconds; seconds are usual on AI Search. */
const VISIBLE_DEADLINE_MS = 60_000;
const FIRST_LOOK_MS = 20;

/** Puts a document's chunks into the index: embeds them group by group, so that memory does not grow with the document. */
@Injectable()
export class PassageWriter {
  constructor(
    private readonly embedder: Embedder,
    private readonly index: PassageIndex,
  ) {}

  /** Embeds and writes. @param onProgress the part that is written, 0 to 1. */
  async write(
    row: DocumentRow,
    chunks: readonly Chunk[],
    onProgress: (part: number) => Promise<void>,
    signal: AbortSignal,
  ): Promise<void> {
    await this.removeSurplus(row, chunks.length);
    for (let from = 0; from < chunks.length; from += GROUP) {
      const group = chunks.slice(from, from + GROUP);
      const vectors = await this.embed(
        group.map((chunk) => embeddingInput(row.title, chunk)),
        signal,
      );
      await this.index.write(
        group.map((chunk, i) => passageRow(row, chunk, from + i, vectors[i] ?? [])),
        signal,
      );
      await onProgress((from + group.length) / chunks.length);
    }
  }

  /** Waits until every passage can be found: only then may a reader be told that the document is ready. */
  async untilVisible(row: DocumentRow, passages: number, signal: AbortSignal): Promise<void> {
    const deadline = Date.now() + VISIBLE_DEADLINE_MS;
    for (let waitMs = FIRST_LOOK_MS; ; waitMs = Math.min(1_000, waitMs * 2)) {
      if ((await this.index.count(contentKey(row))) >= passages) return;
      if (Date.now() > deadline) throw new Error('Written passages do not appear in the index');
      await pause(waitMs, undefined, { signal });
    }
  }

  /** An earlier try by another program version may have cut the text into more chunks. */
  private async removeSurplus(row: DocumentRow, passages: number): Promise<void> {
    const key = contentKey(row);
    if ((await this.index.count(key)) <= passages) return;
    await this.index.remove(row.tenantId, row.id, { only: key.version });
  }

  /** A provider over its quota slows us down; it never fails a document. */
  private async embed(texts: readonly string[], signal: AbortSignal): Promise<number[][]> {
    for (;;) {
      try {
        return await this.embedder.embed(texts, signal);
      } catch (error) {
        if (!(error instanceof ModelThrottled)) throw error;
        const seconds = Math.min(MAX_THROTTLE_SECONDS, error.retryAfterSeconds ?? THROTTLE_SECONDS);
        await pause(Math.ceil(seconds * 1000), undefined, { signal });
      }
    }
  }
}
