import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CannotStart } from '../cannot-start.ts';
import { codeOf } from '../error-code.ts';
import { isAlive, type ProcessIdentity } from '../process/identity.ts';
import { claimLock } from '../process/lock-file.ts';
import { until } from '../process/until.ts';

/** What this program writes. A later one that keeps its data otherwise counts up and brings older folders up to date here. */
const FORMAT_VERSION = 1;

/** Longest wait for the processes of a launcher that was killed: they end by themselves within 15 s (`exit-with-parent.mjs`). */
const ORPHANS_MS = 25_000;

/** The folder that holds everything the product keeps, open for this process alone. */
export interface DataFolder {
  readonly path: string;
  readonly logs: string;
  /** Key between the services and local Azure. Made once, readable by its owner only. */
  readonly localKey: string;
  /** Notes which processes write here now, so that after a crash of this one the next start waits for them. */
  readonly record: (children: readonly number[]) => void;
  readonly release: () => void;
}

/**
 * Opens the folder, makes what is missing, and locks it.
 *
 * @throws {CannotStart} if it cannot be written, is in use, or was written by a later version.
 */
export async function openDataFolder(path: string, say: (line: string) => void): Promise<DataFolder> {
  const logs = join(path, 'logs');
  const lock = mendable(path, () => {
    mkdirSync(logs, { recursive: true });
    return claimLock(join(path, 'lock'));
  });
  if ('heldBy' in lock) {
    throw new CannotStart(
      `${path} is in use by another Groundwork (process ${lock.heldBy.pid}): use that one, end it, or give this one a folder of its own with GROUNDWORK_DATA_DIR.`,
    );
  }
  try {
    await waitFor(lock.orphans, say);
    checkFormat(path);
    const localKey = mendable(path, () => keyIn(join(path, 'local-key')));
    return { path, logs, localKey, record: lock.record, release: lock.release };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** The last launcher was killed and its services are still putting away what they hold. */
async function waitFor(orphans: readonly ProcessIdentity[], say: (line: string) => void): Promise<void> {
  if (orphans.length === 0) return;
  say('Waiting for the services of a killed Groundwork to end ...');
  const ended = await until(() => !orphans.some(isAlive), { deadlineMs: ORPHANS_MS });
  if (ended) return;
  const pids = orphans.filter(isAlive).map(({ pid }) => pid);
  throw new CannotStart(
    `The services of an earlier Groundwork still run (processes ${pids.join(', ')}): end them and start again.`,
  );
}

function checkFormat(path: string): void {
  const file = join(path, 'format.json');
  const text = mendable(path, () => readIfThere(file));
  if (text === undefined)
    return mendable(path, () => writeFileSync(file, `${JSON.stringify({ version: FORMAT_VERSION })}\n`));

  const version = versionIn(text);
  if (version === undefined) {
    throw new CannotStart(
      `${file} cannot be read, so nobody can say what ${path} holds: put back a copy of it, or use another folder with GROUNDWORK_DATA_DIR.`,
    );
  }
  if (version > FORMAT_VERSION) {
    throw new CannotStart(
      `${path} was written by a later Groundwork (format ${version}; this one knows ${FORMAT_VERSION}): use that one, or another folder with GROUNDWORK_DATA_DIR.`,
    );
  }
}

function versionIn(text: string): number | undefined {
  try {
    const { version } = JSON.parse(text) as { version?: unknown };
    return typeof version === 'number' && Number.isInteger(version) && version >= 1 ? version : undefined;
  } catch {
    return undefined;
  }
}

function keyIn(file: string): string {
  const kept = readIfThere(file)?.trim();
  if (kept) return kept;
  const key = randomBytes(32).toString('base64url');
  writeFileSync(file, `${key}\n`, { mode: 0o600 });
  chmodSync(file, 0o600);
  return key;
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Turns what the file system refuses into a sentence. */
function mendable<T>(path: string, touch: () => T): T {
  try {
    return touch();
  } catch (error) {
    throw new CannotStart(
      `The data folder ${path} cannot be used (${codeOf(error) ?? 'unknown fault'}): make it a folder that you may write, or choose another with GROUNDWORK_DATA_DIR.`,
    );
  }
}
