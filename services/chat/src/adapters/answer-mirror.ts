import type { Redis } from 'ioredis';
import type { AnswerClaim, AnswerHead, NumberedLine, RelayedAnswer } from '../ports/answer-relay.port.js';
import type { LocalAnswer } from './local-answer.js';
import {
  LEASE_MS,
  MAX_LINES,
  RELEASE,
  RENEW,
  RENEW_MS,
  SEEN_MS,
  STOP_POLL_MS,
  type AnswerKeys,
} from './redis-answer-keys.js';
import type { RedisNews } from './redis-news.js';

/** Most lines written in one go. */
const BATCH_LINES = 500;

/** What a mirror writes to, and under which name. */
export interface MirrorTarget {
  readonly redis: Redis;
  readonly news: RedisNews;
  readonly keys: AnswerKeys;
  /** Tells this answer from every other that the conversation has had. */
  readonly token: string;
  /** How long what was written is kept after the end, in milliseconds. */
  readonly keptMs: number;
}

/**
 * Writes an answer of this process down in Redis as it grows, keeps its lease and hears of stops.
 *
 * The answer itself needs none of it: while Redis is away it runs on for its readers here, and what was missed is written
 * when Redis is back. If another replica took the conversation meanwhile, nothing more is written.
 */
export class AnswerMirror implements AnswerClaim {
  private head: AnswerHead | undefined;
  private hasHead = false;
  private written = 0;
  private renewedAt = performance.now();
  private writing: Promise<void> | undefined;
  private isLooking = false;
  private readonly timer: NodeJS.Timeout;
  private readonly unlisten: () => void;

  /** @param isHeld whether the lease is ours already. @param onEnd called once, when the answer has ended here. */
  constructor(
    private readonly answer: LocalAnswer,
    private readonly target: MirrorTarget,
    private isHeld: boolean,
    private readonly onEnd: (hasBegun: boolean) => void,
  ) {
    if (!isHeld) this.renewedAt = Number.NEGATIVE_INFINITY;
    this.timer = setInterval(() => void this.look(), STOP_POLL_MS);
    this.unlisten = target.news.listen(target.keys.stop, () => void this.look());
  }

  get stopRequested(): AbortSignal {
    return this.answer.stopRequested;
  }

  begin(head: AnswerHead): RelayedAnswer {
    this.head = head;
    void this.write();
    return this.answer.begin(head);
  }

  append(line: string): void {
    this.answer.append(line);
    void this.write();
  }

  async idleMs(): Promise<number> {
    const here = this.answer.idleHereMs();
    if (here === 0) return 0;
    const left = await this.target.redis.pttl(this.target.keys.seen).catch(() => 0);
    return left > 0 ? Math.min(here, SEEN_MS - left) : here;
  }

  async end(lines: readonly string[]): Promise<void> {
    clearInterval(this.timer);
    this.unlisten();
    await this.writing;
    // Readers here learn of the end when Redis knows it: whoever asks the next question at once may ask another replica.
    await this.writeEnd(lines).catch(() => undefined);
    this.answer.close(lines);
    this.onEnd(this.head !== undefined);
  }

  /** Looks for a stop, and from time to time renews the lease. */
  private async look(): Promise<void> {
    if (this.isLooking) return;
    this.isLooking = true;
    const { redis, keys, token } = this.target;
    try {
      if ((await redis.get(keys.stop)) === token) this.answer.requestStop();
      if (performance.now() - this.renewedAt >= RENEW_MS) await this.renew();
      await this.write();
    } catch {
      // Redis is away, which its connection says; the next look is soon.
    } finally {
      this.isLooking = false;
    }
  }

  private async renew(): Promise<void> {
    const { redis, keys, token } = this.target;
    const lease = await redis.eval(RENEW, 1, keys.lease, token, LEASE_MS);
    this.isHeld = lease !== 'lost';
    this.renewedAt = performance.now();
    if (lease === 'taken') {
      // Redis forgot what it had, or was away so long that it let go of it: everything is written anew.
      this.hasHead = false;
      this.written = 0;
    }
    if (this.isHeld) await redis.pipeline().pexpire(keys.head, this.liveMs).pexpire(keys.log, this.liveMs).exec();
  }

  /** How long what is written outlives the last renewal, in milliseconds: readers elsewhere see a dead replica's end. */
  private get liveMs(): number {
    return LEASE_MS + this.target.keptMs;
  }

  private get hasNews(): boolean {
    return this.isHeld && this.head !== undefined && (!this.hasHead || this.written < this.answer.lines.count);
  }

  /** Writes what is not written yet; one at a time. */
  private write(): Promise<void> {
    if (!this.writing && this.hasNews) this.writing = this.writeAll();
    return this.writing ?? Promise.resolve();
  }

  private async writeAll(): Promise<void> {
    try {
      while (this.hasNews) await this.writeSome(this.answer.lines.after(this.written, BATCH_LINES));
    } catch {
      // Tried again at the next look.
    } finally {
      this.writing = undefined;
    }
  }

  private async writeSome(lines: readonly NumberedLine[]): Promise<void> {
    const { redis, keys } = this.target;
    const changes = redis.pipeline();
    if (!this.hasHead) changes.del(keys.log, keys.seen).set(keys.head, this.headJson(), 'PX', this.liveMs);
    for (const { number, line } of lines) changes.xadd(keys.log, 'MAXLEN', '~', MAX_LINES, `${number}-0`, 'line', line);
    done(await changes.pexpire(keys.log, this.liveMs).publish(keys.news, '').exec());
    this.hasHead = true;
    this.written += lines.length;
  }

  private async writeEnd(last: readonly string[]): Promise<void> {
    const { redis, keys, token, keptMs } = this.target;
    const changes = redis.pipeline();
    if (this.isHeld && this.head) {
      const { lines } = this.answer;
      if (!this.hasHead) changes.del(keys.log).set(keys.head, this.headJson(), 'PX', this.liveMs);
      const rest = lines.after(this.written, lines.count);
      const all = [...rest, ...last.map((line, i) => ({ number: lines.count + i + 1, line }))];
      for (const { number, line } of all) changes.xadd(keys.log, `${number}-0`, 'line', line);
      changes.xadd(keys.log, `${lines.count + last.length + 1}-0`, 'end', '');
      changes.pexpire(keys.log, keptMs).pexpire(keys.head, keptMs);
    }
    done(await changes.eval(RELEASE, 1, keys.lease, token).publish(keys.news, '').exec());
  }

  private headJson(): string {
    return JSON.stringify({ ...this.head, token: this.target.token });
  }
}

/** A line that is there already, because only the answer to its writing was lost, is no failure. */
const KNOWN_LINE = /equal or smaller/;

/** @throws the first failure among the commands of a pipeline. */
function done(results: [error: Error | null, result: unknown][] | null): void {
  if (!results) throw new Error('the pipeline was not carried out');
  for (const [error] of results) if (error && !KNOWN_LINE.test(error.message)) throw error;
}
