import { setTimeout as pause } from 'node:timers/promises';
import { NotRunning, Refused } from '../../tools/client/faults.ts';

/** Longest time a measurement waits for a product that says "not now" or is being started again, in milliseconds. */
const LONGEST_MS = 120_000;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 10_000;

/**
 * Does one request, and again while the product is limiting us (429), short of something (503) or being started again:
 * an evaluation of thousands of questions must not end because of one of them.
 *
 * @throws whatever else the request throws, and these too after two minutes.
 */
export async function patiently<T>(request: () => Promise<T>): Promise<T> {
  const givesUpAt = performance.now() + LONGEST_MS;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
    try {
      return await request();
    } catch (error) {
      if (!isPassing(error) || performance.now() + pauseMs > givesUpAt) throw error;
      await pause(pauseMs);
    }
  }
}

const isPassing = (error: unknown): boolean =>
  error instanceof NotRunning || (error instanceof Refused && (error.status === 429 || error.status === 503));
