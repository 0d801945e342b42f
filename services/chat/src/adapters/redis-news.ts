import type { Redis } from 'ioredis';

/** Messages of Redis channels to whoever listens in this process, over one connection. What is lost is polled for. */
export class RedisNews {
  private readonly listeners = new Map<string, Set<() => void>>();

  constructor(private readonly redis: Redis) {
    redis.on('message', (channel: string) => {
      for (const hear of this.listeners.get(channel) ?? []) hear();
    });
  }

  /** Calls `hear` for each message of a channel, until the function it answers with is called. */
  listen(channel: string, hear: () => void): () => void {
    const known = this.listeners.get(channel);
    const all = known ?? new Set();
    all.add(hear);
    this.listeners.set(channel, all);
    if (!known) this.redis.subscribe(channel).catch(() => undefined);
    return () => {
      all.delete(hear);
      if (all.size > 0 || this.listeners.get(channel) !== all) return;
      this.listeners.delete(channel);
      this.redis.unsubscribe(channel).catch(() => undefined);
    };
  }
}

/** Something that happens again and again, and that one waits for. */
export class Bell {
  private wake: () => void = () => undefined;
  private hasRung = false;

  ring(): void {
    this.hasRung = true;
    this.wake();
  }

  /** Resolves at the next ring, at once if there was one since the last wait, or after `ms`. */
  async wait(ms: number): Promise<void> {
    if (!this.hasRung) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, ms);
      this.wake = resolve;
      await promise;
      clearTimeout(timer);
    }
    this.hasRung = false;
  }
}
