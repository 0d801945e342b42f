import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Embedder } from '@shared/models';
import type { DocumentRow } from '../ports/document-row.js';
import { contentKey } from '../ports/document-row.js';
import { PassageIndex } from '../ports/passage-index.port.js';
import type { Chunk } from '../ports/text-extractor.port.js';
import { embeddingInput, passageDigest, passageRow } from './passage-rows.js';

/** Chunks embedded and written at once: 32 vectors of 3,072 numbers are 0.8 MB of memory. */
const GROUP = 32;
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

  /**
   * Embeds and writes what the index does not hold already: an earlier try may have come a long way.
   *
   * @returns how many passages were there already.
   */
  async write(
    row: DocumentRow,
    chunks: readonly Chunk[],
    onProgress: (embedded: number, indexed: number) => Promise<void>,
    signal: AbortSignal,
  ): Promise<number> {
    const held = await this.heldBy(row, chunks.length);
    let kept = 0;
    for (let from = 0; from < chunks.length; from += GROUP) {
      const group = chunks
        .slice(from, from + GROUP)
        .map((chunk, i) => ({ chunk, passage: passageRow(row, chunk, from + i, []) }));
      const wanted = group.filter(({ passage }) => held.get(passage.ordinal) !== passageDigest(passage));
      kept += group.length - wanted.length;
      if (wanted.length === 0) continue;
      const vectors = await this.embedder.embed(
        wanted.map(({ chunk }) => embeddingInput(row.title, chunk)),
        signal,
      );
      await onProgress(from + group.length, from);
      await this.index.write(
        wanted.map(({ chunk, passage }, i) => passageRow(row, chunk, passage.ordinal, vectors[i] ?? [])),
        signal,
      );
      await onProgress(from + group.length, from + group.length);
    }
    return kept;
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

  /** Digests of what an earlier try has written, by ordinal. */
  private async heldBy(row: DocumentRow, passages: number): Promise<ReadonlyMap<number, string>> {
    const key = contentKey(row);
    const held = new Map<number, string>();
    const count = await this.index.count(key);
    if (count === 0) return held;
    // Another version of this program may have cut the text into more chunks.
    if (count > passages) {
      await this.index.remove(row.tenantId, row.id, { only: key.version });
      return held;
    }
    for await (const passage of this.index.held(key)) held.set(passage.ordinal ?? -1, passageDigest(passage));
    return held;
  }
}
