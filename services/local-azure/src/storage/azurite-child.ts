/**
 * The process that Azurite runs in: Azurite's own command line, with two guards around it.
 *
 * Its disk mode keeps the last seconds in memory and writes them when it is closed. So it closes itself as soon as the
 * parent is gone, even by `kill -9` (then its stdin ends); and it holds a lock on its folder, so that a new one waits
 * until the old one has written everything. It runs as it is (`node azurite-child.ts`) and built.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** How often Azurite is asked to close until it does, milliseconds: while it is still starting it does not listen. */
const ASK_AGAIN_MS = 300;

/**
 * Locks the folder until this process ends, however it ends: the lock is the operating system's, through SQLite.
 * @param waitMs longest wait for the one before us to finish writing.
 */
function lockFolder(folder: string, waitMs: number): DatabaseSync {
  mkdirSync(folder, { recursive: true });
  const lock = new DatabaseSync(join(folder, 'azurite.lock'), { timeout: waitMs });
  lock.exec('BEGIN EXCLUSIVE');
  return lock;
}

function closeWithParent(): void {
  let asking: NodeJS.Timeout | undefined;
  // Azurite listens for one signal. With this listener a second one does not kill it while it writes.
  const close = (): void => {
    asking ??= setInterval(() => process.kill(process.pid, 'SIGTERM'), ASK_AGAIN_MS).unref();
  };
  process.on('SIGTERM', close);
  process.stdin.on('end', close);
  process.stdin.resume();
  if ('unref' in process.stdin) process.stdin.unref();
  // With the parent gone nobody reads what Azurite prints while it closes: that must not stop it from writing.
  process.stdout.on('error', () => undefined);
  process.stderr.on('error', () => undefined);
}

async function run(): Promise<void> {
  // The last argument is ours, the others are Azurite's.
  const lockWaitMs = Number(process.argv.pop());
  const folder = process.argv[process.argv.indexOf('--location') + 1];
  if (folder === undefined) throw new Error('--location is missing');
  const lock = lockFolder(folder, lockWaitMs);
  process.once('exit', () => lock.close());
  closeWithParent();
  const azurite: string = 'azurite/dist/src/azurite.js';
  await import(azurite);
}

run().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
