import { Injectable } from '@nestjs/common';
import { FileLost } from '../documents/document-errors.js';
import { Clock } from '../ports/clock.port.js';
import { DocumentCatalog, RowChanged, type StoredRow } from '../ports/document-catalog.port.js';
import { contentKey, type DocumentRow } from '../ports/document-row.js';
import { DocumentStore } from '../ports/document-store.port.js';
import { PassageIndex } from '../ports/passage-index.port.js';
import { ForgottenWork } from './forgotten-work.js';
import { OrphanHunt } from './orphan-hunt.js';
import { WorkDesk } from './work-desk.js';

/** What a comparison of the stores found. Mended, unless it was only to be told. */
export interface Findings {
  /** Documents looked at. */
  readonly documents: number;
  /** Documents that wait for work of which the queue knows nothing: asked for again. */
  readonly forgottenWork: number;
  /** Documents whose file is gone: their owner is told. */
  readonly lostFiles: number;
  /** Ready documents whose text is gone or whose passages are too few or too many: made again. */
  readonly lostPassages: number;
  /** Documents missing in a list: entered. */
  readonly lostListings: number;
  /** Versions of files and texts that no row knows: removed. */
  readonly orphanFiles: number;
  /** Versions of passages that no row knows: removed. */
  readonly orphanPassages: number;
  /** Entries of lists, claims and used-up upload keys that lead nowhere: removed. */
  readonly strayRows: number;
}

export interface Examination {
  /** Only tell. Default false. */
  readonly isDryRun?: boolean;
  /** Things without a row that are younger than this may belong to an upload under way, in milliseconds. Default an hour. */
  readonly orphanMs?: number;
  readonly signal?: AbortSignal;
}

/** Longer than any upload takes. */
export const ORPHAN_MS = 60 * 60_000;

/** Holds the stores against the catalog, which is right. */
@Injectable()
export class CatalogDoctor {
  constructor(
    private readonly catalog: DocumentCatalog,
    private readonly store: DocumentStore,
    private readonly index: PassageIndex,
    private readonly forgotten: ForgottenWork,
    private readonly orphans: OrphanHunt,
    private readonly desk: WorkDesk,
    private readonly clock: Clock,
  ) {}

  async examine({ isDryRun = false, orphanMs = ORPHAN_MS, signal }: Examination = {}): Promise<Findings> {
    let [documents, lostFiles, lostPassages, lostListings] = [0, 0, 0, 0];
    for await (const stored of this.catalog.all()) {
      if (signal?.aborted) break;
      documents += 1;
      const { row } = stored;
      if (row.deleting) continue;
      lostListings += (await this.catalog.relist(row, isDryRun)) > 0 ? 1 : 0;
      if (row.status !== 'ready' || !row.live) continue;
      if (!(await this.store.has(contentKey(row, row.live), 'file'))) {
        lostFiles += Number(isDryRun ? await this.isStill(stored) : await this.sayLost(stored));
      } else if (await this.isIncomplete(row, row.live)) {
        lostPassages += Number(isDryRun ? await this.isStill(stored) : await this.makeAgain(stored));
      }
    }
    const before = new Date(Date.parse(this.clock.now()) - orphanMs);
    return {
      documents,
      lostFiles,
      lostPassages,
      lostListings,
      orphanFiles: await this.orphans.files(before, isDryRun, signal),
      orphanPassages: await this.orphans.passages(isDryRun, signal),
      strayRows: await this.orphans.rows(before, isDryRun, signal),
      forgottenWork: signal?.aborted ? 0 : await this.forgotten.request(false, isDryRun),
    };
  }

  private async isIncomplete(row: DocumentRow, live: NonNullable<DocumentRow['live']>): Promise<boolean> {
    const key = contentKey(row, live);
    return !(await this.store.has(key, 'text.json')) || (await this.index.count(key)) !== live.passages;
  }

  /** Nobody has changed it since: what was found is not the trace of a new version that took over meanwhile. */
  private async isStill({ row, etag }: StoredRow): Promise<boolean> {
    return (await this.catalog.find(row.tenantId, row.id))?.etag === etag;
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
}
