import type { Redis } from 'ioredis';
import { z } from 'zod';
import { AnswerLost } from '../answers/answer-ends.js';
import type { AnswerHead, NumberedLine, RelayedAnswer } from '../ports/answer-relay.port.js';
import { LEASE_MS, SEEN_EVERY_MS, SEEN_MS, type AnswerKeys } from './redis-answer-keys.js';
import { Bell, type RedisNews } from './redis-news.js';

/** Most lines fetched at once: what one reader holds of the answer in memory. */
const BATCH_LINES = 100;
/** Longest time until new lines are seen whose message was lost, in milliseconds. */
const POLL_MS = 250;

const keptHead = z.object({
  messageId: z.string(),
  questionId: z.string(),
  questionDigest: z.string(),
  token: z.string(),
});

/** An answer that another replica runs, or ran a moment ago, read from what that replica wrote down. */
export class RemoteAnswer implements RelayedAnswer {
  private constructor(
    private readonly redis: Redis,
    private readonly news: RedisNews,
    private readonly keys: AnswerKeys,
    private readonly token: string,
    readonly head: AnswerHead,
    readonly isRunning: boolean,
  ) {}

  /** Waits for one whose question is just being taken in. @throws what Redis throws. */
  static async find(redis: Redis, news: RedisNews, keys: AnswerKeys): Promise<RemoteAnswer | undefined> {
    const bell = new Bell();
    const unlisten = news.listen(keys.news, () => bell.ring());
    try {
      for (;;) {
        const [kept, holder] = await Promise.all([redis.get(keys.head), redis.get(keys.lease)]);
        const head = kept === null ? undefined : keptHead.parse(JSON.parse(kept));
        if (head && (holder === null || holder === head.token))
          return new RemoteAnswer(redis, news, keys, head.token, head, holder !== null);
        if (holder === null) return undefined;
        await bell.wait(POLL_MS);
      }
    } finally {
      unlisten();
    }
  }

  /** A generator's own `return()` would wait for the line it is waiting for; who leaves is let go at once. */
  read(last: number): AsyncIterableIterator<NumberedLine> {
    const bell = new Bell();
    const gone = new AbortController();
    const lines = this.lines(last, bell, gone.signal);
    const leave = (): Promise<IteratorResult<NumberedLine>> => {
      gone.abort();
      bell.ring();
      return lines.return(undefined);
    };
    const reader: AsyncIterableIterator<NumberedLine> = {
      next: () => lines.next(),
      return: leave,
      [Symbol.asyncIterator]: () => reader,
    };
    return reader;
  }

  private async *lines(last: number, bell: Bell, gone: AbortSignal): AsyncGenerator<NumberedLine, undefined> {
    const unlisten = this.news.listen(this.keys.news, () => bell.ring());
    this.beSeen();
    const presence = setInterval(() => this.beSeen(), SEEN_EVERY_MS);
    try {
      let position = Math.min(last, await this.tried(() => this.count(), gone));
      while (!gone.aborted) {
        const lines = await this.tried(() => this.after(position), gone);
        for (const next of lines) {
          if (next === 'end') return;
          if (next.number !== position + 1) throw new AnswerLost();
          position = next.number;
          yield next;
        }
        if (lines.length > 0) continue;
        await bell.wait(POLL_MS);
      }
    } finally {
      clearInterval(presence);
      unlisten();
    }
  }

  /** The replica that runs the answer counts us among its readers. */
  private beSeen(): void {
    this.redis.set(this.keys.seen, '', 'PX', SEEN_MS).catch(() => undefined);
  }

  private async count(): Promise<number> {
    const [newest] = await this.redis.xrevrange(this.keys.log, '+', '-', 'COUNT', 1);
    if (!newest) return 0;
    const [id, [field]] = newest;
    return field === 'end' ? numberOf(id) - 1 : numberOf(id);
  }

  /** Lines after a place; none if there are no new ones yet. @throws {AnswerLost} if there will be none. */
  private async after(position: number): Promise<(NumberedLine | 'end')[]> {
    // In this order: a replica that ends writes its last lines before it gives the lease back.
    const holder = await this.redis.get(this.keys.lease);
    const entries = await this.redis.xrange(this.keys.log, `(${position}-0`, '+', 'COUNT', BATCH_LINES);
    if (entries.length === 0 && holder !== this.token) throw new AnswerLost();
    return entries.map(([id, [field, line = '']]) => (field === 'end' ? 'end' : { number: numberOf(id), line }));
  }

  /** Bears an absence of Redis as long as a replica may be silent. @throws {AnswerLost} */
  private async tried<T>(ask: () => Promise<T>, gone: AbortSignal): Promise<T> {
    const deadline = performance.now() + LEASE_MS;
    for (;;) {
      try {
        return await ask();
      } catch (cause) {
        if (gone.aborted || performance.now() > deadline) throw new AnswerLost({ cause });
        if (cause instanceof AnswerLost) throw cause;
        await new Bell().wait(POLL_MS);
      }
    }
  }
}

const numberOf = (id: string): number => Number.parseInt(id, 10);
