import { setTimeout } from 'node:timers/promises';

/** Time, as the pool sees it: tests bring their own. */
export interface Clock {
  /** Milliseconds; only differences count. */
  now(): number;
  /** @throws `signal.reason` once `signal` aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The clock on the wall. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: async (ms, signal) => {
    try {
      await setTimeout(ms, undefined, signal ? { signal } : {});
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    }
  },
};
