import type { ThrottlerStorage } from '@nestjs/throttler';

export type Hits = Awaited<ReturnType<ThrottlerStorage['increment']>>;

/** Most windows held, about 200 bytes each: 20 MB. More callers than this in one minute need Redis. */
const MAX_WINDOWS = 100_000;

/**
 * Counts requests in fixed windows, in this process.
 *
 * The window of a key begins with its first request and is never moved: whoever used up their requests
 * waits at most one window. (`@nestjs/throttler`'s own storage keeps a timer for every request, and is many
 * times slower.)
 *
 * Its memory is bounded. Windows are kept in two generations; when the young one is full, or as old as a window lasts,
 * it becomes the old one, and what was old is dropped at once: ended windows, or, under more callers than `maxWindows`,
 * the ones that began first, whose callers then begin anew. No request pays for clearing up.
 */
export class FixedWindows implements ThrottlerStorage {
  private young = new Map<string, Window>();
  private old = new Map<string, Window>();
  private youngSince: number;
  private longestMs = 0;

  /** @param now milliseconds since the epoch. */
  constructor(
    private readonly now: () => number = Date.now,
    private readonly maxWindows: number = MAX_WINDOWS,
  ) {
    this.youngSince = now();
  }

  /** Windows held in memory. */
  get size(): number {
    return this.young.size + this.old.size;
  }

  /** @param ttl length of a window, in milliseconds. */
  async increment(key: string, ttl: number, limit: number): Promise<Hits> {
    const now = this.now();
    this.longestMs = Math.max(this.longestMs, ttl);
    if (this.young.size >= this.maxWindows / 2 || now - this.youngSince >= this.longestMs) this.turn(now);
    let window = this.young.get(key) ?? this.old.get(key);
    if (!window || window.endsAt <= now) {
      window = { hits: 0, endsAt: now + ttl };
      this.young.set(key, window);
    }
    window.hits += 1;
    return hitsOf(window.hits, window.endsAt - now, limit);
  }

  private turn(now: number): void {
    this.old = this.young;
    this.young = new Map();
    this.youngSince = now;
  }
}

interface Window {
  hits: number;
  readonly endsAt: number;
}

/** Where a caller stands, as `@nestjs/throttler` tells it: times in whole seconds. */
export function hitsOf(totalHits: number, msLeft: number, limit: number): Hits {
  const secondsLeft = Math.ceil(msLeft / 1000);
  return { totalHits, timeToExpire: secondsLeft, isBlocked: totalHits > limit, timeToBlockExpire: secondsLeft };
}
