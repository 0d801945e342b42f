import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { runningStores } from '../start/data-folder.ts';
import { allocatorVariables, nodeFlags } from '../start/node-flags.ts';
import { serviceEnvironments } from '../start/service-environment.ts';
import { readStartConfig } from '../start/start.config.ts';

const NO_PORTS = { gateway: 0, chat: 0, ingestion: 0, azure: 0, blob: 0, queue: 0, table: 0 };

/** What a worker in a process of its own is started with, beside a product that itself runs the API alone. */
export interface WorkerPlace {
  readonly environment: Readonly<Record<string, string>>;
  /** Address of the product's local Azure, and its key. */
  readonly azureUrl: string;
  readonly azureKey: string;
}

/** @param dataDir of a product that runs, started with `INGESTION_ROLE=api`. */
export async function workerPlace(dataDir: string): Promise<WorkerPlace> {
  const running = await runningStores(dataDir);
  if (!running) throw new Error('The product does not run');
  const neutral = { PATH: process.env['PATH'] ?? '', GROUNDWORK_DATA_DIR: dataDir, INGESTION_ROLE: 'worker' };
  const { azure, localKey } = running;
  const { ingestion } = serviceEnvironments(readStartConfig(neutral), NO_PORTS, azure, localKey, '');
  return { environment: { ...ingestion, LOG_LEVEL: 'error' }, azureUrl: azure.url, azureKey: localKey };
}

/** @returns the worker, and when it works or has ended before that. */
export function spawnWorker({ environment }: WorkerPlace): { child: ChildProcess; up: Promise<unknown> } {
  const child = spawn(process.execPath, [...nodeFlags('ingestion'), 'dist/services/ingestion/src/main.js'], {
    env: { ...allocatorVariables('ingestion'), ...environment },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return { child, up: Promise.race([once(createInterface({ input: child.stdout }), 'line'), once(child, 'close')]) };
}

/** Asks a worker to end, and waits until it has. */
export async function stopWorker(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'close');
  child.kill('SIGTERM');
  await ended;
}
