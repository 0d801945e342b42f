import { Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { describeError } from '@shared/telemetry';
import type { UsageCounts, UsageOwner, UsageStore } from '../ports/usage-store.port.js';
import { callerKey } from './caller-key.js';

/** Time between two writings, in milliseconds: what a hard kill may lose. */
const FLUSH_MS = 1_000;
/** Age up to which the store's word is believed without asking again, in milliseconds: what other replicas may be behind. */
const FRESH_MS = 5_000;
/** Callers written at once. */
const CONCURRENCY = 8;
/** A caller who used nothing for this long is forgotten, in milliseconds. */
const IDLE_MS = 600_000;

/** Tokens a caller used, in and out together, in the day and the month of now. */
export interface Spent {
  readonly day: number;
  readonly month: number;
}

interface Account {
  readonly owner: UsageOwner;
  /** Tokens by day as the store last told them, for the days of the month that is asked about. */
  stored: Map<string, number>;
  /** By day: used and not yet known to be kept. */
  readonly pending: Map<string, UsageCounts>;
  /** When the store was last asked, whether it answered or not. */
  readAt: number;
  /** The last reading, which may still be going on. */
  reading: Promise<void>;
  /** Whether it ever answered. */
  isKnown: boolean;
  usedAt: number;
  /** Ends when nothing is being read or written; one thing at a time, so that nothing is counted twice. */
  busy: Promise<void>;
}

/**
 * What each caller used: counted here at once, written to the store every second and at shutdown, read from there for
 * what other replicas, and this one before, have counted.
 *
 * While the store is away the counts wait here, and what a caller may use is decided by what is known.
 */
export class UsageLedger implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger(UsageLedger.name);
  private readonly accounts = new Map<string, Account>();
  private timer: NodeJS.Timeout | undefined;
  private flushing: Promise<void> | undefined;
  private isAway = false;

  /** @param now milliseconds since the epoch. */
  constructor(
    private readonly store: UsageStore,
    private readonly now: () => number = Date.now,
  ) {}

  onModuleInit(): void {
    this.timer = setInterval(() => void this.flush(), FLUSH_MS).unref();
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.flushing;
    await this.flush();
  }

  /** Callers held in memory. */
  get size(): number {
    return this.accounts.size;
  }

  /** Counts; takes no time. */
  spend(owner: UsageOwner, counts: UsageCounts): void {
    const account = this.account(owner);
    const day = dayOf(this.now());
    account.pending.set(day, added(account.pending.get(day), counts, 1));
  }

  /** What the caller used in this day and month, other replicas' counts included. Never throws. */
  async spent(owner: UsageOwner): Promise<Spent> {
    const account = this.account(owner);
    if (this.now() - account.readAt >= FRESH_MS) {
      // Said first, so that many calls at once ask once.
      account.readAt = this.now();
      account.reading = this.inTurn(account, () => this.read(account));
    }
    // A caller of whom nothing is known yet could otherwise begin anew at every replica, with many calls at once. While
    // the store is away there is nothing to wait for, and what is asked tells when it is back.
    if (!this.isAway) await account.reading;
    const day = dayOf(this.now());
    const month = day.slice(0, 7);
    let [ofDay, ofMonth] = [0, 0];
    const days = new Set([...account.stored.keys(), ...account.pending.keys()]);
    for (const one of days) {
      const tokens = (account.stored.get(one) ?? 0) + tokensOf(account.pending.get(one));
      if (one === day) ofDay += tokens;
      if (one.startsWith(month)) ofMonth += tokens;
    }
    return { day: ofDay, month: ofMonth };
  }

  /** Writes what is not written yet; what cannot be is kept for the next time. Never throws. */
  flush(): Promise<void> {
    // One at a time: of a store that takes longer to fail than the next writing is off, they would line up for ever.
    return (this.flushing ??= this.writeAll().finally(() => (this.flushing = undefined)));
  }

  private async writeAll(): Promise<void> {
    const due = [...this.accounts.values()].filter(({ pending }) => pending.size > 0);
    for (let i = 0; i < due.length; i += CONCURRENCY) {
      await Promise.all(due.slice(i, i + CONCURRENCY).map((one) => this.inTurn(one, () => this.write(one))));
      // Away for one is away for all: the others need not find out, each after its own time-out.
      if (this.isAway) break;
    }
    this.forgetIdle();
  }

  private account(owner: UsageOwner): Account {
    const key = callerKey(owner);
    let account = this.accounts.get(key);
    if (!account) {
      const { tenantId, userId } = owner;
      account = {
        owner: { tenantId, userId },
        stored: new Map(),
        pending: new Map(),
        readAt: Number.NEGATIVE_INFINITY,
        reading: Promise.resolve(),
        isKnown: false,
        usedAt: 0,
        busy: Promise.resolve(),
      };
      this.accounts.set(key, account);
    }
    account.usedAt = this.now();
    return account;
  }

  private inTurn(account: Account, work: () => Promise<void>): Promise<void> {
    account.busy = account.busy.then(work).catch((error: unknown) => this.isGone(error));
    return account.busy;
  }

  private async read(account: Account): Promise<void> {
    const day = dayOf(this.now());
    const days = await this.store.days(account.owner, `${day.slice(0, 7)}-01`, day);
    account.stored = new Map(days.map((one) => [one.day, tokensOf(one)]));
    account.isKnown = true;
    this.isBack();
  }

  private async write(account: Account): Promise<void> {
    for (const [day, counts] of [...account.pending]) {
      const sum = await this.store.add(account.owner, day, counts);
      this.isBack();
      const rest = added(account.pending.get(day), counts, -1);
      if (isNothing(rest)) account.pending.delete(day);
      else account.pending.set(day, rest);
      // Of a caller who was never read the other days are not known; a single day would pass for the whole month.
      if (account.isKnown) account.stored.set(day, tokensOf(sum));
    }
  }

  private forgetIdle(): void {
    const before = this.now() - IDLE_MS;
    for (const [key, { pending, usedAt }] of this.accounts)
      if (pending.size === 0 && usedAt < before) this.accounts.delete(key);
  }

  private isBack(): void {
    if (this.isAway) this.logger.log({ msg: 'usage is kept again' });
    this.isAway = false;
  }

  private isGone(error: unknown): void {
    if (!this.isAway) this.logger.warn({ msg: 'usage cannot be kept just now', err: describeError(error) });
    this.isAway = true;
  }
}

/** UTC, `YYYY-MM-DD`. */
const dayOf = (now: number): string => new Date(now).toISOString().slice(0, 10);

const tokensOf = (counts: Pick<UsageCounts, 'inputTokens' | 'outputTokens'> | undefined): number =>
  counts ? counts.inputTokens + counts.outputTokens : 0;

const NOTHING: UsageCounts = { requests: 0, inputTokens: 0, outputTokens: 0 };

const added = (a: UsageCounts = NOTHING, b: UsageCounts, sign: 1 | -1): UsageCounts => ({
  requests: a.requests + sign * b.requests,
  inputTokens: a.inputTokens + sign * b.inputTokens,
  outputTokens: a.outputTokens + sign * b.outputTokens,
});

const isNothing = ({ requests, inputTokens, outputTokens }: UsageCounts): boolean =>
  requests === 0 && inputTokens === 0 && outputTokens === 0;
