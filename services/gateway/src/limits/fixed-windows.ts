import type { ThrottlerStorage } from '@nestjs/throttler';

type Hits = Awaited<ReturnType<ThrottlerStorage['increment']>>;

/** Windows kept before those that have ended are cleared out; about 100 bytes each. */
const SWEEP_AT = 10_000;

/**
 * Counts requests in fixed windows, in this process.
 *
 * The window of a key begins with its first request and is never moved: whoever used up their requests
 * waits at most one window. (`@nestjs/throttler`'s own storage keeps a timer for every request, and is many
 * times slower.)
 */
export class FixedWindows implements ThrottlerStorage {
  private readonly windows = new Map<string, { hits: number; endsAt: number }>();

  /** @param now milliseconds since the epoch. */
  constructor(private readonly now: () => number = Date.now) {}

  /** Windows held in memory. */
  get size(): number {
    return this.windows.size;
  }

  /** @param ttl length of a window, in milliseconds. */
  async increment(key: string, ttl: number, limit: number): Promise<Hits> {
    const now = this.now();
    let window = this.windows.get(key);
    if (!window || window.endsAt <= now) {
      if (this.windows.size >= SWEEP_AT) this.sweep(now);
      window = { hits: 0, endsAt: now + ttl };
      this.windows.set(key, window);
    }
    window.hits += 1;
    const secondsLeft = Math.ceil((window.endsAt - now) / 1000);
    return {
      totalHits: window.hits,
      timeToExpire: secondsLeft,
      isBlocked: window.hits > limit,
      timeToBlockExpire: secondsLeft,
    };
  }

  private sweep(now: number): void {
    for (const [key, { endsAt }] of this.windows) if (endsAt <= now) this.windows.delete(key);
  }
}
