import { Injectable } from '@nestjs/common';
import type { DocumentFailure } from '@shared/contracts';
import { Clock } from '../ports/clock.port.js';
import { DocumentCatalog, RowChanged, type StoredRow } from '../ports/document-catalog.port.js';
import { isSettled, MAX_EMPTY_PAGES, type DocumentRow } from '../ports/document-row.js';
import type { LeasedWork, WorkItem } from '../ports/ingestion-queue.port.js';
import { PassageRefused } from '../ports/passage-index.port.js';
import { DocumentUnreadable } from '../ports/text-extractor.port.js';
import { Housekeeping } from './housekeeping.js';
import { IngestionMetrics } from './ingestion-metrics.js';
import { PassageWriter } from './passage-writer.js';
import { RowWriter, WorkSuperseded } from './row-writer.js';
import { EMBEDDING_FROM, TextWork } from './text-work.js';

/** Where embedding ends and the wait for the index begins. */
const INDEXING_FROM = 0.9;
/** Another message's run that wrote its row so lately is alive, in milliseconds: four of its heartbeats. */
const ALIVE_MS = 20_000;
/** Pause before looking again at a document that somebody else works on, in seconds. */
const LOOK_AGAIN_SECONDS = 5;

/** Another message's work on the same document is under way: this message waits for how it ends. */
export class WorkElsewhere extends Error {
  override readonly name = 'WorkElsewhere';
  readonly afterSeconds = LOOK_AGAIN_SECONDS;
}

/** Does what a document's row asks for, as often as it is asked: every step may be repeated. */
@Injectable()
export class DocumentWork {
  constructor(
    private readonly catalog: DocumentCatalog,
    private readonly text: TextWork,
    private readonly passages: PassageWriter,
    private readonly housekeeping: Housekeeping,
    private readonly metrics: IngestionMetrics,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws {WorkSuperseded} if somebody else has the document by now.
   * @throws {WorkElsewhere} if somebody else is at it.
   * @throws whatever passes: the caller tries again later.
   */
  async handle(message: Pick<LeasedWork, 'id' | 'item' | 'deliveries' | 'tries'>, signal: AbortSignal): Promise<void> {
    const { tenantId, documentId } = message.item;
    for (;;) {
      const stored = await this.catalog.find(tenantId, documentId);
      // A message whose row was lost, or removed since, asks for nothing.
      if (!stored) return;
      if (stored.row.deleting) return this.housekeeping.purge(stored.row);
      if (isSettled(stored.row)) return this.housekeeping.tidy(stored);
      if (this.isElsewhere(stored.row, message.id)) throw new WorkElsewhere('Somebody works on the document');
      try {
        const run = `${message.id}:${message.deliveries}`;
        const writer = await RowWriter.begin(this.catalog, this.clock, stored, run, message.tries);
        return await this.housekeeping.tidy(await this.ingest(writer, signal));
      } catch (error) {
        // Renamed, or given up by another worker, between reading it and taking it in hand: look again.
        if (!(error instanceof RowChanged)) throw error;
      }
    }
  }

  /** Ends a document's work for a reason that its owner is told. Those who read an earlier version go on doing so. */
  async fail({ tenantId, documentId }: WorkItem, failure: DocumentFailure): Promise<void> {
    for (;;) {
      const stored = await this.catalog.find(tenantId, documentId);
      if (!stored || stored.row.deleting || isSettled(stored.row)) return;
      try {
        await this.catalog.change(stored, { status: 'failed', failure, run: null, updatedAt: this.clock.now() });
        this.metrics.ended(failure.code);
        return;
      } catch (error) {
        if (!(error instanceof RowChanged)) throw error;
      }
    }
  }

  /** Says in the row what a document waits for while nobody has it in hand. */
  async saysWaiting({ tenantId, documentId }: WorkItem, waiting: DocumentFailure, seconds: number): Promise<void> {
    const stored = await this.catalog.find(tenantId, documentId);
    if (!stored?.row.work || stored.row.deleting || isSettled(stored.row)) return;
    try {
      const updatedAt = this.clock.now();
      const waitingUntil = new Date(Date.parse(updatedAt) + seconds * 1_000).toISOString();
      const work = { ...stored.row.work, waiting, waitingUntil };
      await this.catalog.change(stored, { work, run: null, updatedAt });
    } catch (error) {
      // Somebody is at it again already.
      if (!(error instanceof RowChanged)) throw error;
    }
  }

  private async ingest(writer: RowWriter, signal: AbortSignal): Promise<StoredRow> {
    const lost = new AbortController();
    const letGo = writer.keepAlive((error) => lost.abort(error));
    try {
      await this.steps(writer, AbortSignal.any([signal, lost.signal]));
    } catch (error) {
      const failure = finalFailure(error);
      if (error instanceof WorkSuperseded) await this.housekeeping.clearAfter(writer.row);
      if (!failure) throw error;
      await writer.write({ status: 'failed', failure, run: null });
      this.metrics.ended(failure.code);
    } finally {
      letGo();
    }
    return writer.stored;
  }

  private async steps(writer: RowWriter, signal: AbortSignal): Promise<void> {
    const stages = this.metrics.stages();
    const { chunks, ...facts } = await this.text.read(writer, signal, (stage) => stages.enter(stage));
    const found = { ...facts, pagesWithoutText: facts.pagesWithoutText.slice(0, MAX_EMPTY_PAGES) };
    stages.enter('embedding');
    await writer.write((row) => ({
      status: 'embedding',
      progress: EMBEDDING_FROM,
      content: { ...row.content, ...found },
      ...(row.work ? { work: { ...row.work, pagesRead: facts.pages, chunks: chunks.length } } : {}),
    }));
    const written = writer.row;
    const kept = await this.passages.write(
      written,
      chunks,
      (embedded, indexed) => {
        const part = (embedded + indexed) / 2 / chunks.length;
        const progress = EMBEDDING_FROM + part * (INDEXING_FROM - EMBEDDING_FROM);
        return writer.progress('embedding', progress, { chunksEmbedded: embedded, chunksIndexed: indexed });
      },
      signal,
    );
    stages.enter('indexing');
    const done = { chunksEmbedded: chunks.length, chunksIndexed: chunks.length };
    await writer.write((row) => ({
      status: 'indexing',
      progress: INDEXING_FROM,
      ...(row.work ? { work: { ...row.work, ...done } } : {}),
    }));
    await this.passages.untilVisible(written, chunks.length, signal);
    await writer.write((row) => ready(row, written, chunks.length, kept > 0));
    stages.end();
    this.metrics.ended(undefined);
  }

  /** A run of another message that has shown itself lately. The same message comes again only when its holder let go. */
  private isElsewhere({ run, updatedAt }: DocumentRow, messageId: string): boolean {
    if (run === null || run.startsWith(`${messageId}:`)) return false;
    return Date.parse(this.clock.now()) - Date.parse(updatedAt) < ALIVE_MS;
  }
}

/** The new version takes over in one write: before it readers get the old one, after it the new one. */
function ready(row: DocumentRow, written: DocumentRow, passages: number, isPartlyOlder: boolean): Partial<DocumentRow> {
  const content = { ...row.content, passages };
  return {
    status: 'ready',
    progress: 1,
    failure: null,
    run: null,
    content,
    live: content,
    // Renamed, shared or tagged while the passages were being written with the old values, perhaps by an earlier try.
    passagesStale:
      isPartlyOlder ||
      row.title !== written.title ||
      row.visibleTo.join() !== written.visibleTo.join() ||
      row.tags.join() !== written.tags.join(),
  };
}

/** What trying again would not change. */
function finalFailure(error: unknown): DocumentFailure | undefined {
  if (error instanceof DocumentUnreadable) return { code: error.code, message: error.message };
  if (error instanceof PassageRefused) {
    return {
      code: 'indexing_refused',
      message: 'The search index does not take this document; an administrator finds the reason in the logs.',
    };
  }
  return undefined;
}
