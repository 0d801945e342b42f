import type { Clock } from '../ports/clock.port.js';
import { RowChanged, type DocumentCatalog, type StoredRow } from '../ports/document-catalog.port.js';
import type { DocumentRow } from '../ports/document-row.js';

/** The document was deleted, given new content or taken over by another worker: this piece of work is moot. */
export class WorkSuperseded extends Error {
  override readonly name = 'WorkSuperseded';
}

/** Least time between two writes that only tell of progress, in milliseconds. */
const PROGRESS_MS = 250;

/** Writes one run's changes of a row: never over somebody else's, and never backwards. */
export class RowWriter {
  private lastWrite = 0;

  private constructor(
    private readonly catalog: DocumentCatalog,
    private readonly clock: Clock,
    private current: StoredRow,
    private readonly run: string,
  ) {}

  /** Takes the document in hand; whoever had it before finds his writes refused. */
  static async begin(catalog: DocumentCatalog, clock: Clock, stored: StoredRow): Promise<RowWriter> {
    const run = clock.newId();
    const change = { run, status: 'extracting', progress: 0.05, failure: null, updatedAt: clock.now() } as const;
    try {
      return new RowWriter(catalog, clock, await catalog.change(stored, change), run);
    } catch (error) {
      throw error instanceof RowChanged
        ? new WorkSuperseded('The row changed before the work began', { cause: error })
        : error;
    }
  }

  get row(): DocumentRow {
    return this.current.row;
  }

  /** The row as it was last written. */
  get stored(): StoredRow {
    return this.current;
  }

  /** @throws {WorkSuperseded} */
  async write(change: Partial<DocumentRow> | ((row: DocumentRow) => Partial<DocumentRow>)): Promise<DocumentRow> {
    for (;;) {
      const { row } = this.current;
      const wanted = typeof change === 'function' ? change(row) : change;
      try {
        this.current = await this.catalog.change(this.current, {
          ...wanted,
          progress: Math.max(row.progress, wanted.progress ?? 0),
          updatedAt: this.clock.now(),
        });
        this.lastWrite = Date.now();
        return this.current.row;
      } catch (error) {
        if (!(error instanceof RowChanged)) throw error;
        this.current = await this.stillOurs();
      }
    }
  }

  /** Writes if the last write is a while ago; a progress nobody could see is not worth one. */
  async progress(status: DocumentRow['status'], progress: number): Promise<void> {
    const isNews = status !== this.row.status || Date.now() - this.lastWrite >= PROGRESS_MS;
    if (isNews) await this.write({ status, progress: Math.min(1, Math.round(progress * 1000) / 1000) });
  }

  /** The row as it is now, if somebody only renamed or shared it. */
  private async stillOurs(): Promise<StoredRow> {
    const now = await this.catalog.find(this.row.tenantId, this.row.id);
    if (!now || now.row.deleting || now.row.run !== this.run)
      throw new WorkSuperseded('The document is in other hands');
    return now;
  }
}
