import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CannotStart } from '../cannot-start.ts';
import { claimLock } from '../process/lock-file.ts';
import { until } from '../process/until.ts';
import { fingerprint, type Fingerprint } from './fingerprint.ts';
import { PARTS, type Part } from './parts.ts';

/** Longest wait for a build that another process of this checkout is making, in milliseconds. */
const OTHER_BUILD_MS = 300_000;

export interface BuildOptions {
  /** Root of the repository. */
  readonly root: string;
  readonly say: (line: string) => void;
  /** Builds what is fresh, too. */
  readonly all?: boolean;
  /** What there is to build. Default: the services and the web pages. */
  readonly parts?: readonly Part[];
  readonly signal?: AbortSignal;
}

/**
 * Builds the parts whose sources differ from those of their last good build, and says which.
 *
 * @returns the names of the parts it built.
 * @throws {CannotStart} with the compiler's own words if a part does not build.
 */
export async function buildIfStale({ root, say, all = false, parts = PARTS, signal }: BuildOptions): Promise<string[]> {
  await mkdir(join(root, 'dist'), { recursive: true });
  const release = await waitForTurn(join(root, 'dist/build.lock'), say, signal);
  try {
    const built: string[] = [];
    for (const part of parts) {
      const now = await fingerprint(root, part.sources, part.leaveOut);
      const last = await lastBuild(root, part);
      if (!all && last?.hash === now.hash) continue;

      const startedAt = performance.now();
      say(`Building ${part.what} (${last ? 'sources changed' : 'first time'}) ...`);
      // A source that is gone would leave its output behind, and an incremental compiler does not write again what it believes to be there.
      if (!last || last.files.some((file) => !now.files.includes(file))) await removeAll(root, part.outputs);
      await run(root, part, signal);
      await writeFile(stampOf(root, part), JSON.stringify(now));
      say(`Built ${part.what} in ${((performance.now() - startedAt) / 1_000).toFixed(1)} s.`);
      built.push(part.name);
    }
    return built;
  } finally {
    release();
  }
}

/** Two compilers in one output folder would tear each other's files. */
async function waitForTurn(file: string, say: (line: string) => void, signal?: AbortSignal): Promise<() => void> {
  let lock = claimLock(file);
  if ('heldBy' in lock) {
    say(`Waiting for another build of this folder (process ${lock.heldBy.pid}) ...`);
    await until(() => 'release' in (lock = claimLock(file)), {
      deadlineMs: OTHER_BUILD_MS,
      everyMs: 200,
      ...(signal ? { signal } : {}),
    });
  }
  if ('heldBy' in lock)
    throw new CannotStart(
      `Process ${lock.heldBy.pid} has been building this folder for too long; end it and start again.`,
    );
  return lock.release;
}

const stampOf = (root: string, { name }: Part): string => join(root, `dist/${name}.built.json`);

async function lastBuild(root: string, part: Part): Promise<Fingerprint | undefined> {
  try {
    await stat(join(root, part.proof));
    return JSON.parse(await readFile(stampOf(root, part), 'utf8')) as Fingerprint;
  } catch {
    return undefined;
  }
}

async function removeAll(root: string, paths: readonly string[]): Promise<void> {
  for (const path of paths) await rm(join(root, path), { recursive: true, force: true });
}

async function run(root: string, part: Part, signal?: AbortSignal): Promise<void> {
  const [script, ...args] = part.command;
  const child = spawn(process.execPath, [join(root, script), ...args], {
    cwd: join(root, part.cwd),
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(signal ? { signal } : {}),
  });
  let words = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (words += text));
  }
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0)
    throw new CannotStart(
      `${words.trim()}\nBuilding ${part.what} failed; the lines above say where. Mend that and start again.`,
    );
}
