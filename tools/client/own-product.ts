import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

/** A product of one's own, started as `npm start` does, on a free port. */
export interface OwnProduct {
  readonly url: string;
  readonly dataDir: string;
  /** Number of the launcher's process. */
  readonly pid: number;
  /** What it said on the terminal so far. */
  readonly lines: readonly string[];
  /** Ctrl-C: resolves with the launcher's exit code when everything has ended. */
  stop: () => Promise<number | null>;
}

/** First start builds and makes the data folder; issue 1 allows it a minute, a busy machine two more. */
const START_DEADLINE_MS = 180_000;

/** Settings of the person at this machine that would make runs differ. A `.env` file does not bring them back. */
const NEUTRAL = Object.fromEntries(
  [
    'MODEL_BASE_URL',
    'MODEL_API_KEY',
    'CHAT_MODEL',
    'EMBEDDING_MODEL',
    'EMBEDDING_DIMENSIONS',
    'EMBEDDING_BASE_URL',
    'NODE_ENV',
  ].map((name) => [name, '']),
);

/** A new empty folder for a product's data. */
export const newDataDir = (): Promise<string> => mkdtemp(join(tmpdir(), 'groundwork-product-'));

/**
 * Starts the product from the root of the repository and waits for its address. Limits are off.
 * @param settings further environment variables.
 */
export async function startProduct(
  dataDir: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<OwnProduct> {
  const child = spawn(process.execPath, [resolve('tools/run.mjs'), 'tools/start/main.ts'], {
    env: {
      ...process.env,
      ...NEUTRAL,
      GROUNDWORK_DATA_DIR: dataDir,
      GATEWAY_PORT: '0',
      RATE_LIMIT_PER_MINUTE: '0',
      UPLOADS_PER_MINUTE: '0',
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  const ended = once(child, 'close').then(([code]) => code as number | null);
  const ready = new Promise<string>((found) => {
    for (const input of [child.stdout, child.stderr]) {
      createInterface({ input }).on('line', (line) => {
        lines.push(line);
        const address = /^Groundwork is ready at (\S+)$/.exec(line)?.[1];
        if (address) found(address);
      });
    }
  });
  const stop = (): Promise<number | null> => {
    child.kill('SIGINT');
    return ended;
  };
  const tooLate = new AbortController();
  const timer = setTimeout(() => tooLate.abort(), START_DEADLINE_MS);
  const url = await Promise.race([
    ready,
    ended.then(() => undefined),
    once(tooLate.signal, 'abort').then(() => undefined),
  ]);
  clearTimeout(timer);
  if (!url) {
    await stop();
    throw new Error(`The product did not start:\n${lines.join('\n')}`);
  }
  return { url, dataDir, pid: child.pid ?? 0, lines, stop };
}

/** Takes a data folder away once its product has ended. */
export const removeDataDir = (dataDir: string): Promise<void> => rm(dataDir, { recursive: true, force: true });
