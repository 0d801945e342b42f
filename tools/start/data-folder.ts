import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CannotStart } from '../cannot-start.ts';
import { codeOf } from '../error-code.ts';
import { isAlive, type ProcessIdentity } from '../process/identity.ts';
import { claimLock } from '../process/lock-file.ts';
import { until } from '../process/until.ts';
import type { ReadyLine } from './supervised-service.ts';

/** What this program writes. A later one that keeps its data otherwise counts up and brings older folders up to date here. */
const FORMAT_VERSION = 1;

/** Longest wait for the processes of a launcher that was killed: they end by themselves within 15 s (`exit-with-parent.mjs`). */
const ORPHANS_MS = 25_000;

/** File that says where the running product's local Azure answers. */
const STORES = 'local-azure.json';

/** The folder that holds everything the product keeps, open for this process alone. */
export interface DataFolder {
  readonly path: string;
  readonly logs: string;
  /** Key between the services and local Azure. Made once, readable by its owner only. */
  readonly localKey: string;
  /** Notes which processes write here now, so that after a crash of this one the next start waits for them. */
  readonly record: (children: readonly number[]) => void;
  /** Notes where local Azure answers, for tools that work beside the running product. */
  readonly announce: (stores: ReadyLine) => void;
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
    const stores = join(path, STORES);
    return {
      path,
      logs,
      localKey,
      record: lock.record,
      announce: (ready) => mendable(path, () => writeFileSync(stores, `${JSON.stringify(ready)}\n`)),
      release: () => {
        rmSync(stores, { force: true });
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** Where a running product keeps its data, for a tool that works beside it. */
export interface RunningStores {
  readonly azure: ReadyLine;
  readonly localKey: string;
}

/** The stores of the product that has the folder open; undefined if none does or its local Azure does not answer. */
export async function runningStores(path: string): Promise<RunningStores | undefined> {
  try {
    const azure = JSON.parse(readFileSync(join(path, STORES), 'utf8')) as ReadyLine;
    await fetch(`${azure.url}/admin/faults`, { signal: AbortSignal.timeout(2_000) });
    return { azure, localKey: keyIn(join(path, 'local-key')) };
  } catch {
    return undefined;
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
