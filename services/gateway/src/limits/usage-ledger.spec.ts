import { Logger } from '@nestjs/common';
import { UsageStore, type UsageCounts, type UsageOwner } from '../ports/usage-store.port.js';
import { UsageLedger } from './usage-ledger.js';

const NOON = Date.parse('2026-11-24T12:00:00Z');
const ann: UsageOwner = { tenantId: 'acme', userId: 'ann' };
const used = (inputTokens: number, outputTokens: number): UsageCounts => ({ requests: 1, inputTokens, outputTokens });

/** {@link UsageStore} in memory that can go away and counts how often it is read. */
class MemoryUsageStore extends UsageStore {
  isAway = false;
  reads = 0;
  writes = 0;
  onWrite: () => void = () => undefined;
  /** Every call waits for it. */
  answersWhen: Promise<void> = Promise.resolve();
  readonly rows = new Map<string, UsageCounts>();

  async add({ userId }: UsageOwner, day: string, counts: UsageCounts): Promise<UsageCounts> {
    this.writes += 1;
    this.onWrite();
    await this.answersWhen;
    this.check();
    const key = `${userId} ${day}`;
    const before = this.rows.get(key);
    const sum = {
      requests: counts.requests + (before?.requests ?? 0),
      inputTokens: counts.inputTokens + (before?.inputTokens ?? 0),
      outputTokens: counts.outputTokens + (before?.outputTokens ?? 0),
    };
    this.rows.set(key, sum);
    return sum;
  }

  async days({ userId }: UsageOwner, from: string, to: string): Promise<(UsageCounts & { day: string })[]> {
    this.reads += 1;
    await this.answersWhen;
    this.check();
    return [...this.rows].flatMap(([key, counts]) => {
      const [who, day = ''] = key.split(' ');
      return who === userId && day >= from && day <= to ? [{ day, ...counts }] : [];
    });
  }

  private check(): void {
    if (this.isAway) throw new Error('away');
  }
}

beforeAll(() => {
  Logger.overrideLogger(false);
});

describe(UsageLedger.name, () => {
  let now = NOON;
  let store: MemoryUsageStore;
  const replica = (): UsageLedger => new UsageLedger(store, () => now);
  beforeEach(() => {
    now = NOON;
    store = new MemoryUsageStore();
  });

  it('counts at once, before anything is written', async () => {
    const ledger = replica();
    ledger.spend(ann, used(100, 20));
    expect(await ledger.spent(ann)).toEqual({ day: 120, month: 120 });
    expect(store.rows.size).toBe(0);
  });

  it('counts nothing twice once it is written', async () => {
    const ledger = replica();
    await ledger.spent(ann);
    ledger.spend(ann, used(100, 20));
    await ledger.flush();
    await ledger.flush();

    expect(await ledger.spent(ann)).toEqual({ day: 120, month: 120 });
    now += 5_000;
    expect(await ledger.spent(ann)).toEqual({ day: 120, month: 120 });
    expect([...store.rows]).toEqual([['ann 2026-11-24', { requests: 1, inputTokens: 100, outputTokens: 20 }]]);
  });

  it('knows what other replicas counted, 5 s late at most', async () => {
    const [one, other] = [replica(), replica()];
    expect(await other.spent(ann)).toEqual({ day: 0, month: 0 });
    one.spend(ann, used(100, 20));
    await one.flush();

    now += 5_000;
    expect(await other.spent(ann)).toEqual({ day: 120, month: 120 });
  });

  it('asks the store once in 5 s, however many calls a caller makes', async () => {
    const ledger = replica();
    await Promise.all(Array.from({ length: 20 }, () => ledger.spent(ann)));
    expect(store.reads).toBe(1);
  });

  it('lets nobody begin anew at a replica that does not know them yet', async () => {
    store.rows.set('ann 2026-11-24', used(900, 0));
    const ledger = replica();
    const known = await Promise.all([ledger.spent(ann), ledger.spent(ann)]);
    expect(known).toEqual([
      { day: 900, month: 900 },
      { day: 900, month: 900 },
    ]);
  });

  it('begins a day and a month anew at midnight UTC', async () => {
    now = Date.parse('2026-11-30T23:59:59Z');
    const ledger = replica();
    store.rows.set('ann 2026-11-02', used(7, 0));
    ledger.spend(ann, used(100, 20));
    expect(await ledger.spent(ann)).toEqual({ day: 120, month: 127 });

    now += 1_000;
    ledger.spend(ann, used(1, 0));
    expect(await ledger.spent(ann)).toEqual({ day: 1, month: 1 });
  });

  it('keeps what cannot be written until it can, and goes by what it knows meanwhile', async () => {
    const ledger = replica();
    await ledger.spent(ann);
    store.isAway = true;
    ledger.spend(ann, used(100, 20));
    await ledger.flush();
    now += 5_000;
    expect(await ledger.spent(ann)).toEqual({ day: 120, month: 120 });

    store.isAway = false;
    await ledger.flush();
    expect(store.rows.get('ann 2026-11-24')).toMatchObject({ inputTokens: 100, outputTokens: 20 });
  });

  it('lets no call wait for a store that is known to be away', async () => {
    const ledger = replica();
    store.isAway = true;
    await ledger.spent(ann);
    // From here on the store says nothing at all.
    store.answersWhen = new Promise(() => undefined);
    ledger.spend(ann, used(100, 20));
    void ledger.flush();
    now += 5_000;

    expect(await ledger.spent(ann)).toEqual({ day: 120, month: 120 });
    expect(await ledger.spent({ ...ann, userId: 'bob' })).toEqual({ day: 0, month: 0 });
  });

  it('writes once at a time, however long a store takes to fail', async () => {
    const ledger = replica();
    let answer: () => void = () => undefined;
    store.answersWhen = new Promise((resolve) => (answer = resolve));
    store.isAway = true;
    ledger.spend(ann, used(100, 20));
    const flushes = [ledger.flush(), ledger.flush(), ledger.flush()];
    answer();
    await Promise.all(flushes);

    expect(store.writes).toBe(1);
  });

  it('writes at its end what was used while the last writing was on its way', async () => {
    const ledger = replica();
    let answer: () => void = () => undefined;
    store.answersWhen = new Promise((resolve) => (answer = resolve));
    ledger.spend(ann, used(100, 20));
    const isUnderWay = new Promise<void>((resolve) => (store.onWrite = resolve));
    const flushed = ledger.flush();
    await isUnderWay;
    ledger.spend(ann, used(1, 0));
    now += 86_400_000;
    ledger.spend(ann, used(7, 0));
    const ended = ledger.onApplicationShutdown();
    answer();
    await Promise.all([flushed, ended]);

    expect([...store.rows]).toEqual([
      ['ann 2026-11-24', { requests: 2, inputTokens: 101, outputTokens: 20 }],
      ['ann 2026-11-25', { requests: 1, inputTokens: 7, outputTokens: 0 }],
    ]);
  });

  it('writes what is left when the process ends', async () => {
    const ledger = replica();
    ledger.onModuleInit();
    ledger.spend(ann, used(100, 20));
    await ledger.onApplicationShutdown();
    expect(store.rows.get('ann 2026-11-24')).toMatchObject({ inputTokens: 100, outputTokens: 20 });
  });

  it('forgets who used nothing for ten minutes, never what is not written', async () => {
    const ledger = replica();
    ledger.spend(ann, used(100, 20));
    ledger.spend({ ...ann, userId: 'bob' }, used(1, 1));
    await ledger.flush();
    expect(ledger.size).toBe(2);

    now += 600_001;
    store.isAway = true;
    ledger.spend({ ...ann, userId: 'bob' }, used(1, 1));
    now += 600_001;
    await ledger.flush();
    expect(ledger.size).toBe(1);
  });
});
