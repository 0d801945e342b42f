import { Injectable } from '@nestjs/common';
import type { DocumentFailure } from '@shared/contracts';
import { Clock } from '../ports/clock.port.js';
import { DocumentCatalog, RowChanged, type StoredRow } from '../ports/document-catalog.port.js';
import { isSettled, MAX_EMPTY_PAGES, type DocumentRow } from '../ports/document-row.js';
import type { WorkItem } from '../ports/ingestion-queue.port.js';
import { PassageRefused } from '../ports/passage-index.port.js';
import { DocumentUnreadable } from '../ports/text-extractor.port.js';
import { Housekeeping } from './housekeeping.js';
import { PassageWriter } from './passage-writer.js';
import { RowWriter } from './row-writer.js';
import { EMBEDDING_FROM, TextWork } from './text-work.js';

/** Where embedding ends and the wait for the index begins. */
const INDEXING_FROM = 0.9;

/** Does what a document's row asks for, as often as it is asked: every step may be repeated. */
@Injectable()
export class DocumentWork {
  constructor(
    private readonly catalog: DocumentCatalog,
    private readonly text: TextWork,
    private readonly passages: PassageWriter,
    private readonly housekeeping: Housekeeping,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws {WorkSuperseded} if somebody else has the document by now.
   * @throws whatever passes: the caller tries again later.
   */
  async handle({ tenantId, documentId }: WorkItem, signal: AbortSignal): Promise<void> {
    const stored = await this.catalog.find(tenantId, documentId);
    // A message whose row was lost, or removed since, asks for nothing.
    if (!stored) return;
    if (stored.row.deleting) return this.housekeeping.purge(stored.row);
    const settled = isSettled(stored.row) ? stored : await this.ingest(stored, signal);
    await this.housekeeping.tidy(settled);
  }

  /** Ends a document's work for a reason that its owner is told. Those who read an earlier version go on doing so. */
  async fail({ tenantId, documentId }: WorkItem, failure: DocumentFailure): Promise<void> {
    for (;;) {
      const stored = await this.catalog.find(tenantId, documentId);
      if (!stored || stored.row.deleting || isSettled(stored.row)) return;
      try {
        await this.catalog.change(stored, { status: 'failed', failure, run: null, updatedAt: this.clock.now() });
        return;
      } catch (error) {
        if (!(error instanceof RowChanged)) throw error;
      }
    }
  }

  private async ingest(stored: StoredRow, signal: AbortSignal): Promise<StoredRow> {
    const writer = await RowWriter.begin(this.catalog, this.clock, stored);
    try {
      const { chunks, ...facts } = await this.text.read(writer, signal);
      const found = { ...facts, pagesWithoutText: facts.pagesWithoutText.slice(0, MAX_EMPTY_PAGES) };
      await writer.write((row) => ({
        status: 'embedding',
        progress: EMBEDDING_FROM,
        content: { ...row.content, ...found },
      }));
      const written = writer.row;
      await this.passages.write(
        written,
        chunks,
        (part) => writer.progress('embedding', EMBEDDING_FROM + part * (INDEXING_FROM - EMBEDDING_FROM)),
        signal,
      );
      await writer.write({ status: 'indexing', progress: INDEXING_FROM });
      await this.passages.untilVisible(written, chunks.length, signal);
      await writer.write((row) => ready(row, written, chunks.length));
    } catch (error) {
      const failure = finalFailure(error);
      if (!failure) throw error;
      await writer.write({ status: 'failed', failure, run: null });
    }
    return writer.stored;
  }
}

/** The new version takes over in one write: before it readers get the old one, after it the new one. */
function ready(row: DocumentRow, written: DocumentRow, passages: number): Partial<DocumentRow> {
  const content = { ...row.content, passages };
  return {
    status: 'ready',
    progress: 1,
    failure: null,
    run: null,
    content,
    live: content,
    // Renamed, shared or tagged while the passages were being written with the old values.
    passagesStale:
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
