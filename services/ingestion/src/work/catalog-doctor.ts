import { Injectable } from '@nestjs/common';
import { FileLost } from '../documents/document-errors.js';
import { Clock } from '../ports/clock.port.js';
import { DocumentCatalog, RowChanged, type StoredRow } from '../ports/document-catalog.port.js';
import { contentKey, type DocumentRow } from '../ports/document-row.js';
import { DocumentStore } from '../ports/document-store.port.js';
import { IngestionQueue } from '../ports/ingestion-queue.port.js';
import { PassageIndex } from '../ports/passage-index.port.js';
import { WorkDesk } from './work-desk.js';

/** A row without a change for so long has no worker: a worker writes its progress many times a minute. */
const QUIET_MS = 60_000;
/** A file without a row may belong to an upload that is under way; older than this it does not. */
const ORPHAN_MS = 60 * 60_000;

/** What a comparison of the stores found and mended, in documents. */
export interface Findings {
  /** The catalog knows a file that is gone: said in the row. */
  readonly lostFiles: number;
  /** Passages or the text were missing: being made again. */
  readonly lostPassages: number;
  /** Files that no row knows: removed. */
  readonly orphanFiles: number;
  /** Passages that no row knows: removed. */
  readonly orphanPassages: number;
}

/** Holds the stores against the catalog, which is right. */
@Injectable()
export class CatalogDoctor {
  constructor(
    private readonly catalog: DocumentCatalog,
    private readonly store: DocumentStore,
    private readonly index: PassageIndex,
    private readonly queue: IngestionQueue,
    private readonly desk: WorkDesk,
    private readonly clock: Clock,
  ) {}

  /**
   * Asks again for work whose message was lost: when fewer messages are there than rows that need one.
   *
   * @param isStart nobody works on anything yet, so that even a row changed a moment ago counts.
   */
  async requestForgottenWork(isStart: boolean): Promise<void> {
    const waiting: DocumentRow[] = [];
    for await (const { row } of this.catalog.unsettled()) waiting.push(row);
    if (waiting.length === 0 || (await this.queue.depth()) >= waiting.length) return;
    const quietSince = Date.parse(this.clock.now()) - QUIET_MS;
    for (const row of waiting) {
      if (isStart || Date.parse(row.updatedAt) < quietSince) await this.desk.request(row);
    }
  }

  async compareStores(signal: AbortSignal): Promise<Findings> {
    let lostFiles = 0;
    let lostPassages = 0;
    for await (const stored of this.catalog.all()) {
      if (signal.aborted) break;
      const { row } = stored;
      if (row.deleting || row.status !== 'ready' || !row.live) continue;
      if (!(await this.store.has(contentKey(row, row.live), 'file'))) {
        lostFiles += Number(await this.sayLost(stored));
      } else if (await this.isIncomplete(row, row.live)) {
        lostPassages += Number(await this.makeAgain(stored));
      }
    }
    return {
      lostFiles,
      lostPassages,
      orphanFiles: await this.removeOrphanFiles(signal),
      orphanPassages: await this.removeOrphanPassages(signal),
    };
  }

  private async isIncomplete(row: DocumentRow, live: NonNullable<DocumentRow['live']>): Promise<boolean> {
    const key = contentKey(row, live);
    return !(await this.store.has(key, 'text.json')) || (await this.index.count(key)) !== live.passages;
  }

  private sayLost(stored: StoredRow): Promise<boolean> {
    const { code, message } = new FileLost();
    return this.change(stored, { status: 'failed', failure: { code, message }, live: null, passagesStale: false });
  }

  private makeAgain(stored: StoredRow): Promise<boolean> {
    return this.change(stored, { status: 'queued', progress: 0, run: null });
  }

  /** @returns false if the row changed meanwhile: then somebody is at it. */
  private async change(stored: StoredRow, change: Partial<DocumentRow>): Promise<boolean> {
    try {
      const { row } = await this.catalog.change(stored, { ...change, updatedAt: this.clock.now() });
      await this.desk.request(row);
      return true;
    } catch (error) {
      if (error instanceof RowChanged) return false;
      throw error;
    }
  }

  private async removeOrphanFiles(signal: AbortSignal): Promise<number> {
    const before = Date.parse(this.clock.now()) - ORPHAN_MS;
    const orphans = new Set<string>();
    for await (const { tenantId, documentId, changedAt } of this.store.contents()) {
      if (signal.aborted) break;
      if (orphans.has(documentId) || changedAt.getTime() > before || (await this.catalog.find(tenantId, documentId)))
        continue;
      await this.store.remove(tenantId, documentId);
      orphans.add(documentId);
    }
    return orphans.size;
  }

  private async removeOrphanPassages(signal: AbortSignal): Promise<number> {
    const orphans = new Map<string, string>();
    for await (const { tenantId, documentId } of this.index.versions()) {
      if (signal.aborted) break;
      if (!(await this.catalog.find(tenantId, documentId))) orphans.set(documentId, tenantId);
    }
    for (const [documentId, tenantId] of orphans) await this.index.remove(tenantId, documentId);
    return orphans.size;
  }
}
