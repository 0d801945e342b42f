import type { DocumentCatalog, StoredRow } from '../ports/document-catalog.port.js';
import { RowChanged } from '../ports/document-catalog.port.js';
import { rowOf } from '../ports/document-catalog.contract.js';
import type { DocumentRow } from '../ports/document-row.js';
import type { IngestionQueue } from '../ports/ingestion-queue.port.js';
import { ForgottenWork } from './forgotten-work.js';
import type { WorkDesk } from './work-desk.js';

const NOW = Date.parse('2026-11-25T12:00:00.000Z');
const ago = (seconds: number): string => new Date(NOW - seconds * 1_000).toISOString();

interface Scene {
  readonly rows: readonly DocumentRow[];
  /** Seconds since the oldest message that nobody has in hand was sent. */
  readonly oldestSeconds?: number;
  readonly depth?: number;
  readonly room?: number;
  /** Ids that another sweeper is faster with. */
  readonly taken?: readonly string[];
}

const swept = async ({ rows, oldestSeconds, depth = 0, room = 100, taken = [] }: Scene, isStart = false) => {
  const asked: string[] = [];
  const catalog = {
    async *unsettled(): AsyncIterable<StoredRow> {
      for (const row of rows) yield await Promise.resolve({ row, etag: 'e' });
    },
    change: ({ row }: StoredRow, change: Partial<DocumentRow>) =>
      taken.includes(row.id)
        ? Promise.reject(new RowChanged('faster'))
        : Promise.resolve({ row: { ...row, ...change }, etag: 'f' }),
  };
  const queue = {
    depth: () => Promise.resolve(depth),
    oldestWaiting: () =>
      Promise.resolve(oldestSeconds === undefined ? undefined : new Date(NOW - oldestSeconds * 1_000)),
  };
  const desk = {
    room: () => Promise.resolve(room - asked.length),
    request: ({ id }: DocumentRow) => {
      asked.push(id);
      return Promise.resolve(true);
    },
  };
  const work = new ForgottenWork(
    catalog as Partial<DocumentCatalog> as DocumentCatalog,
    queue as Partial<IngestionQueue> as IngestionQueue,
    desk as Partial<WorkDesk> as WorkDesk,
    { now: () => new Date(NOW).toISOString(), newId: () => 'id' },
  );
  expect(await work.request(isStart)).toBe(asked.length);
  return asked;
};

const row = (id: string, quietSeconds: number, more: Partial<DocumentRow> = {}): DocumentRow =>
  rowOf(id, { updatedAt: ago(quietSeconds), ...more });

describe(ForgottenWork.name, () => {
  it('asks again for what nobody has touched for 20 s when no message waits, the oldest first', async () => {
    expect(await swept({ rows: [row('half-a-minute', 30), row('at-work', 15), row('an-hour', 3_600)] })).toEqual([
      'an-hour',
      'half-a-minute',
    ]);
  });

  it('leaves alone what waits its turn behind older messages, however long', async () => {
    expect(await swept({ rows: [row('in-the-queue', 7_000)], oldestSeconds: 7_200 })).toEqual([]);
  });

  it('finds a lost message in a queue that is busy: younger ones have come to the front', async () => {
    expect(await swept({ rows: [row('lost', 7_200), row('waits', 3_000)], oldestSeconds: 3_600 })).toEqual(['lost']);
  });

  it('does not ask twice within 20 s', async () => {
    expect(await swept({ rows: [row('asked', 600, { askedAt: ago(15) })] })).toEqual([]);
    expect(await swept({ rows: [row('asked', 600, { askedAt: ago(30) })] })).toEqual(['asked']);
  });

  it('knows that a document laid aside until later has a message which nobody sees', async () => {
    const work = { attempt: 1, seconds: 1, pagesRead: null, chunks: 1, chunksEmbedded: 0, chunksIndexed: 0 };
    const aside = (untilSeconds: number) =>
      row('aside', 600, { work: { ...work, waiting: null, waitingUntil: ago(-untilSeconds) } });

    expect(await swept({ rows: [aside(300)] })).toEqual([]);
    expect(await swept({ rows: [aside(-120)] })).toEqual(['aside']);
  });

  it('asks for no more than the queue has room for', async () => {
    expect(await swept({ rows: [row('a', 200), row('b', 100)], room: 1 })).toEqual(['a']);
  });

  it('leaves to another sweeper what that one was faster with', async () => {
    expect(await swept({ rows: [row('a', 200), row('b', 100)], taken: ['a'] })).toEqual(['b']);
  });

  it('at start, asks at once for everything if storage has lost messages, and for nothing if not', async () => {
    expect(await swept({ rows: [row('a', 5), row('b', 1)], depth: 1 }, true)).toEqual(['a', 'b']);
    expect(await swept({ rows: [row('a', 5), row('b', 1)], depth: 2 }, true)).toEqual([]);
  });
});
