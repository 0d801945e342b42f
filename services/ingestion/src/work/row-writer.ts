import type { DocumentStatus } from '@shared/contracts';
import type { Clock } from '../ports/clock.port.js';
import { RowChanged, type DocumentCatalog, type StoredRow } from '../ports/document-catalog.port.js';
import type { DocumentRow, WorkState } from '../ports/document-row.js';

/** The document was deleted, given new content or taken over by another worker: this piece of work is moot. */
export class WorkSuperseded extends Error {
  override readonly name = 'WorkSuperseded';
}

/** Least time between two writes that only tell of progress, in milliseconds. */
const PROGRESS_MS = 250;
/** A row that is worked on is written at least so often, in milliseconds: whoever finds it quiet for longer may take it. */
const HEARTBEAT_MS = 5_000;

type Change = Partial<DocumentRow> | ((row: DocumentRow) => Partial<DocumentRow>);

/** Writes one run's changes of a row: never over somebody else's, never backwards, and one after the other. */
export class RowWriter {
  private lastWrite = Date.now();
  private last: Promise<unknown> = Promise.resolve();
  private readonly startedAt = Date.now();

  private constructor(
    private readonly catalog: DocumentCatalog,
    private readonly clock: Clock,
    private current: StoredRow,
    private readonly run: string,
  ) {}

  /**
   * Takes the document in hand; whoever had it before finds his writes refused.
   *
   * @throws {RowChanged} if the row is not as it was read.
   */
  static async begin(
    catalog: DocumentCatalog,
    clock: Clock,
    stored: StoredRow,
    run: string,
    attempt: number,
  ): Promise<RowWriter> {
    const work: WorkState = {
      attempt,
      seconds: 0,
      pagesRead: null,
      chunks: null,
      chunksEmbedded: 0,
      chunksIndexed: 0,
      waiting: null,
      waitingUntil: null,
    };
    const now = clock.now();
    const change = { run, status: 'extracting', progress: 0.05, failure: null, work, updatedAt: now } as const;
    return new RowWriter(catalog, clock, await catalog.change(stored, change), run);
  }

  get row(): DocumentRow {
    return this.current.row;
  }

  /** The row as it was last written. */
  get stored(): StoredRow {
    return this.current;
  }

  /** @throws {WorkSuperseded} */
  write(change: Change): Promise<DocumentRow> {
    const written = this.last.then(() => this.writeNow(change));
    this.last = written.catch(() => undefined);
    return written;
  }

  /** Writes if the last write is a while ago; a progress nobody could see is not worth one. */
  async progress(
    status: DocumentStatus,
    progress: number,
    work: Partial<WorkState> = {},
    pages?: number,
  ): Promise<void> {
    const isNews = status !== this.row.status || Date.now() - this.lastWrite >= PROGRESS_MS;
    if (!isNews) return;
    await this.write((row) => ({
      status,
      progress: Math.min(1, Math.round(progress * 1000) / 1000),
      ...(row.work ? { work: { ...row.work, ...work } } : {}),
      ...(pages === undefined ? {} : { content: { ...row.content, pages } }),
    }));
  }

  /**
   * Lets the row tell that somebody is at it, also while nothing else is to be told.
   *
   * @param onLost called once if the document is in other hands by now.
   * @returns ends it.
   */
  keepAlive(onLost: (error: WorkSuperseded) => void): () => void {
    const timer = setInterval(() => {
      if (Date.now() - this.lastWrite < HEARTBEAT_MS) return;
      this.write({}).catch((error: unknown) => {
        // Storage that does not answer is found out by the work itself.
        if (error instanceof WorkSuperseded) onLost(error);
      });
    }, HEARTBEAT_MS / 2);
    return () => clearInterval(timer);
  }

  private async writeNow(change: Change): Promise<DocumentRow> {
    for (;;) {
      const { row } = this.current;
      const wanted = typeof change === 'function' ? change(row) : change;
      const work = wanted.work === undefined ? row.work : wanted.work;
      try {
        this.current = await this.catalog.change(this.current, {
          ...wanted,
          ...(work ? { work: { ...work, seconds: Math.round((Date.now() - this.startedAt) / 100) / 10 } } : {}),
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

  /** The row as it is now, if somebody only renamed or shared it. */
  private async stillOurs(): Promise<StoredRow> {
    const now = await this.catalog.find(this.row.tenantId, this.row.id);
    if (!now || now.row.deleting || now.row.run !== this.run)
      throw new WorkSuperseded('The document is in other hands');
    return now;
  }
}
