import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { CannotStart } from '../../tools/cannot-start.ts';
import { callersFor, MOST_CALLERS, oneCaller, type Callers } from './callers.ts';
import type { ScenarioReport } from './figures.ts';
import { removeConversations } from './leftovers.ts';
import { withOwnDocument } from './own-document.ts';

export const SCENARIOS = ['smoke', 'chat'] as const;
export type ScenarioName = (typeof SCENARIOS)[number];
export const isScenario = (name: string | undefined): name is ScenarioName =>
  SCENARIOS.some((scenario) => scenario === name);

/** How large `chat` is; a smoke test is always of one size. */
export interface Size {
  /** Users, 1 to 100. */
  readonly users: number;
  /** Seconds that all of them are there, 1 to 86,400. */
  readonly seconds: number;
}
export const DEFAULT_SIZE: Size = { users: 50, seconds: 60 };

const root = resolve(import.meta.dirname, '../..');

/** k6's own code for a run whose thresholds were crossed: its figures are whole. */
const THRESHOLDS_CROSSED = 99;

/** @throws {CannotStart} with what would be right. */
export function sizeOf(users: string | undefined, seconds: string | undefined): Size {
  return {
    users: wholeNumber('--users', users, MOST_CALLERS, DEFAULT_SIZE.users),
    seconds: wholeNumber('--seconds', seconds, 86_400, DEFAULT_SIZE.seconds),
  };
}

function wholeNumber(name: string, given: string | undefined, most: number, fallback: number): number {
  if (given === undefined) return fallback;
  if (/^[1-9]\d{0,5}$/.test(given) && Number(given) <= most) return Number(given);
  throw new CannotStart(`${name} is not a whole number from 1 to ${most}.`);
}

/**
 * Runs a scenario of `load/k6` against the product at `url`.
 *
 * @param env where keys, certificates and a k6 of one's own (`K6_PATH`) are named.
 * @throws {CannotStart} if there is no k6, or nobody to ask as.
 */
export async function runScenario(
  name: ScenarioName,
  url: string,
  { users, seconds }: Size,
  env: NodeJS.ProcessEnv,
  say: (line: string) => void,
): Promise<ScenarioReport> {
  const k6 = k6Path(env);
  const identities = { key: env['GROUNDWORK_API_KEY'] || undefined, keys: env['GROUNDWORK_API_KEYS'] };
  // Ctrl-C reaches k6 too, which ends by itself. What was made for the run is taken back after that, at whatever moment.
  const startedAt = new Date();
  const stop = new AbortController();
  const onStop = (): void => stop.abort(new CannotStart('The run came to nothing: it was stopped.'));
  process.on('SIGINT', onStop);
  try {
    const callers = await (name === 'smoke'
      ? oneCaller(url, identities)
      : callersFor(url, identities, { users, seconds }));
    try {
      return await withOwnDocument(url, callers, stop.signal, (documentId) => {
        if (name === 'chat') say(`${users} users ask at ${url} for ${seconds} s, after coming 5 a second.`);
        return runK6(k6, name, url, { users, seconds }, { callers, documentId }, env);
      });
    } finally {
      // A user who is stopped while a question is answered does not remove its conversation.
      try {
        if (stop.signal.aborted) await removeConversations(url, callers, startedAt);
      } finally {
        await callers.release();
      }
    }
  } finally {
    process.off('SIGINT', onStop);
  }
}

function k6Path(env: NodeJS.ProcessEnv): string {
  if (env['K6_PATH']) return env['K6_PATH'];
  const { status, stdout } = spawnSync(join(root, 'tools/external/install.sh'), ['k6'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) throw new CannotStart('k6 could not be built; the reason is above. (K6_PATH names one that is.)');
  return join(stdout.trim(), 'k6');
}

async function runK6(
  k6: string,
  name: ScenarioName,
  url: string,
  { users, seconds }: Size,
  { callers, documentId }: { readonly callers: Callers; readonly documentId: string },
  env: NodeJS.ProcessEnv,
): Promise<ScenarioReport> {
  const folder = await mkdtemp(join(tmpdir(), 'groundwork-load-'));
  const report = join(folder, 'report.json');
  try {
    const script = join(root, 'load/k6', `${name}.ts`);
    // Without the API server that k6 opens on a port of its own.
    const child = spawn(k6, ['run', '--quiet', '--no-color', '--address', '', script], {
      // Standard output is for the figures.
      stdio: ['ignore', 2, 2],
      env: {
        // A person's own K6_ variables would make another scenario of it.
        ...Object.fromEntries(Object.entries(env).filter(([variable]) => !variable.startsWith('K6_'))),
        ...(env['NODE_EXTRA_CA_CERTS'] ? { SSL_CERT_FILE: env['NODE_EXTRA_CA_CERTS'] } : {}),
        K6_NO_USAGE_REPORT: 'true',
        K6_AUTO_EXTENSION_RESOLUTION: 'false',
        GROUNDWORK_URL: url,
        GROUNDWORK_API_KEYS: callers.keys.join(','),
        LOAD_DOCUMENT: documentId,
        LOAD_USERS: String(users),
        LOAD_SECONDS: String(seconds),
        LOAD_REPORT: report,
      },
    });
    const [code] = (await once(child, 'close')) as [number | null];
    if (code !== 0 && code !== THRESHOLDS_CROSSED) {
      throw new CannotStart(`The run came to nothing (k6 ended with ${code ?? 'a signal'}); its words are above.`);
    }
    return JSON.parse(await readFile(report, 'utf8')) as ScenarioReport;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
