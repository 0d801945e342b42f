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

/** Longest wait for the one before us to finish writing, milliseconds. */
const LOCK_WAIT_MS = 15_000;

/** Locks the folder until this process ends, however it ends: the lock is the operating system's, through SQLite. */
function lockFolder(folder: string): DatabaseSync {
  mkdirSync(folder, { recursive: true });
  const lock = new DatabaseSync(join(folder, 'azurite.lock'), { timeout: LOCK_WAIT_MS });
  lock.exec('BEGIN EXCLUSIVE');
  return lock;
}

function closeWithParent(): void {
  let isClosing = false;
  // Azurite listens once: without this listener a second signal would kill it while it writes.
  process.on('SIGTERM', () => {
    isClosing = true;
  });
  // With the parent gone nobody reads what Azurite prints while it closes: that must not stop it from writing.
  process.stdout.on('error', () => undefined);
  process.stderr.on('error', () => undefined);
  process.stdin.on('end', () => {
    if (!isClosing) process.kill(process.pid, 'SIGTERM');
  });
  process.stdin.resume();
  if ('unref' in process.stdin) process.stdin.unref();
}

async function run(): Promise<void> {
  const folder = process.argv[process.argv.indexOf('--location') + 1];
  if (folder === undefined) throw new Error('--location is missing');
  const lock = lockFolder(folder);
  process.once('exit', () => lock.close());
  closeWithParent();
  const azurite: string = 'azurite/dist/src/azurite.js';
  await import(azurite);
}

run().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
