/**
 * Loaded into every process that `npm start` starts: when the launcher is gone, even by `kill -9`, the process ends
 * as it does on SIGTERM, so that nothing runs on unseen and local Azure writes down what it holds in memory.
 */
import { isMainThread } from 'node:worker_threads';

/** Longest orderly end of a process whose launcher is gone, in milliseconds. The next start waits a little longer. */
const ORDERLY_END_MS = 15_000;

if (isMainThread && process.channel) {
  process.on('disconnect', () => {
    // The launcher read both; writing to nobody must not end the process before its time.
    process.stdout.on('error', () => undefined);
    process.stderr.on('error', () => undefined);
    setTimeout(() => process.exit(1), ORDERLY_END_MS).unref();
    process.kill(process.pid, 'SIGTERM');
  });
  // The listener alone would keep a process alive that has nothing left to do.
  process.channel.unref();
}
