import { setTimeout } from 'node:timers/promises';

/** Time, as the pool sees it: tests bring their own. */
export interface Clock {
  /** Milliseconds; only differences count. */
  now(): number;
  /** Returns once {@link now} has come so far, never sooner. @throws `signal.reason` once `signal` aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The clock on the wall. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: async (ms, signal) => {
    signal?.throwIfAborted();
    const until = Date.now() + ms;
    try {
      // A timer drops fractions of a millisecond and may fire one early: whoever waits for a hold would find it in place.
      for (let left = ms; left > 0; left = until - Date.now()) {
        await setTimeout(Math.ceil(left), undefined, signal ? { signal } : {});
      }
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    }
  },
};
