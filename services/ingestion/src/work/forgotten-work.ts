import { Injectable } from '@nestjs/common';
import { Clock } from '../ports/clock.port.js';
import { DocumentCatalog, RowChanged, type StoredRow } from '../ports/document-catalog.port.js';
import type { DocumentRow } from '../ports/document-row.js';
import { IngestionQueue } from '../ports/ingestion-queue.port.js';
import { WorkDesk } from './work-desk.js';

/** A row without a change for so long has no worker, in milliseconds: a worker writes it every five seconds. */
const QUIET_MS = 20_000;
/** A queue hands out the oldest message first, roughly: by so much, in milliseconds, it may err. */
const ORDER_MS = 60_000;

/** Finds documents that wait for work that nobody was told of, or whose message was lost, and asks for it again. */
@Injectable()
export class ForgottenWork {
  constructor(
    private readonly catalog: DocumentCatalog,
    private readonly queue: IngestionQueue,
    private readonly desk: WorkDesk,
    private readonly clock: Clock,
  ) {}

  /**
   * Asks again for what was forgotten, the oldest first and as far as the queue has room.
   *
   * A row is forgotten when nobody has touched it for 20 s and the queue has come to messages that were sent long
   * after the row last asked for work. What merely waits its turn is not asked for again, however long it waits.
   *
   * @param isStart the process has just started. If fewer messages are there than rows that need one, storage has lost
   *   some, and even a row changed a moment ago counts: on a laptop nobody else works on it.
   * @returns rows that were asked for; with `isDryRun`, that would be.
   */
  async request(isStart: boolean, isDryRun = false): Promise<number> {
    const waiting: StoredRow[] = [];
    for await (const stored of this.catalog.unsettled()) waiting.push(stored);
    if (waiting.length === 0) return 0;
    const isShort = isStart && (await this.queue.depth()) < waiting.length;
    const oldest = await this.queue.oldestWaiting();
    const now = Date.parse(this.clock.now());
    const forgotten = waiting
      .filter(({ row }) => isShort || isForgotten(row, now, oldest?.getTime()))
      .toSorted((a, b) => touchedAt(a.row) - touchedAt(b.row));
    if (isDryRun) return forgotten.length;
    let asked = 0;
    for (const stored of forgotten) {
      if ((await this.desk.room()) <= 0) break;
      asked += Number(await this.ask(stored));
    }
    return asked;
  }

  /** Under its mark, so that of several sweepers one asks. @returns false if it was another. */
  private async ask(stored: StoredRow): Promise<boolean> {
    try {
      const { row } = await this.catalog.change(stored, { askedAt: this.clock.now() });
      return await this.desk.request(row);
    } catch (error) {
      if (error instanceof RowChanged) return false;
      throw error;
    }
  }
}

const touchedAt = ({ updatedAt, askedAt }: DocumentRow): number =>
  Math.max(Date.parse(updatedAt), askedAt === null ? 0 : Date.parse(askedAt));

function isForgotten(row: DocumentRow, now: number, oldestMessage: number | undefined): boolean {
  const touched = touchedAt(row);
  // Laid aside until then: its message is there and nobody sees it.
  const hiddenUntil = row.work?.waitingUntil ? Date.parse(row.work.waitingUntil) : 0;
  if (now - Math.max(touched, hiddenUntil) < QUIET_MS) return false;
  return oldestMessage === undefined || touched < oldestMessage - ORDER_MS;
}
