import { setTimeout as pause } from 'node:timers/promises';

/** Asks until the answer is true. False once `deadlineMs` have passed; the pause between two questions is `everyMs`. */
export async function until(
  isSo: () => boolean | Promise<boolean>,
  { deadlineMs, everyMs = 50, signal }: { deadlineMs: number; everyMs?: number; signal?: AbortSignal },
): Promise<boolean> {
  const end = performance.now() + deadlineMs;
  while (!(await isSo())) {
    if (performance.now() > end) return false;
    await pause(everyMs, undefined, signal ? { signal } : {});
  }
  return true;
}
