import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

/** A local Azure of a test's own, on free ports and in a folder of its own. */
export interface TestAzure {
  /** Models (`/openai/v1`), AI Search, Content Safety and `/admin`, without a trailing slash. */
  readonly url: string;
  /** Storage addresses with the account's name, without a trailing slash. */
  readonly blob: string;
  readonly queue: string;
  readonly table: string;
  /** Key of the storage account `devstoreaccount1`. */
  readonly accountKey: string;
  /** Key of models, AI Search and Content Safety. */
  readonly apiKey: string;
  /** Stops it and takes its folder away. */
  stop(): Promise<void>;
}

const ACCOUNT_KEY = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';
const API_KEY = 'test-key';
/** The built process, from the root of the repository, where Jest runs. `npm test` builds it first. */
const BUILT_MAIN = 'dist/services/local-azure/src/main.js';
const START_DEADLINE_MS = 30_000;

/** Variables that point a service of ours at it, with small vectors. */
export const azureVariables = (azure: TestAzure): Record<string, string> => ({
  STORAGE_BLOB_URL: azure.blob,
  STORAGE_QUEUE_URL: azure.queue,
  STORAGE_TABLE_URL: azure.table,
  STORAGE_ACCOUNT_KEY: azure.accountKey,
  SEARCH_URL: azure.url,
  SEARCH_API_KEY: azure.apiKey,
  MODEL_BASE_URL: `${azure.url}/openai/v1`,
  MODEL_API_KEY: azure.apiKey,
  CHAT_MODEL: 'local-extractive',
  EMBEDDING_MODEL: 'local-hashed',
  EMBEDDING_DIMENSIONS: '256',
  LOG_LEVEL: 'silent',
});

/**
 * Starts the built local Azure as `npm start` does, and waits until it is ready.
 * @param settings further environment variables, such as `SEARCH_VISIBILITY_LAG_MS`.
 */
export async function startLocalAzure(settings: Readonly<Record<string, string>> = {}): Promise<TestAzure> {
  const folder = await mkdtemp(join(tmpdir(), 'groundwork-azure-'));
  const child = spawn(process.execPath, [resolve(BUILT_MAIN)], {
    env: { ...process.env, GROUNDWORK_DATA_DIR: folder, LOCAL_AZURE_API_KEY: API_KEY, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'close');
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  let lastWords = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (lastWords += text));
  try {
    const line = await Promise.race([
      once(createInterface({ input: child.stdout }), 'line', { signal: AbortSignal.timeout(START_DEADLINE_MS) }),
      ended.then(() => Promise.reject(new Error(`local Azure ended while starting: ${lastWords}`))),
    ]);
    const { url, blob, queue, table } = JSON.parse(String(line[0])) as Record<
      'url' | 'blob' | 'queue' | 'table',
      string
    >;
    return { url, blob, queue, table, accountKey: ACCOUNT_KEY, apiKey: API_KEY, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
