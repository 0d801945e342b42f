import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { CannotStart } from '../cannot-start.js';

/** The storage account that Azurite serves to everyone: its name and key are public and protect nothing. */
export const DEV_ACCOUNT_NAME = 'devstoreaccount1';
export const DEV_ACCOUNT_KEY =
  'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

/** Longest wait for Azurite to listen, and to write everything when it is stopped, milliseconds. It takes about 500. */
const START_DEADLINE_MS = 30_000;
const STOP_DEADLINE_MS = 30_000;
/** How much of Azurite's last words is kept for an error message, characters. */
const LAST_WORDS_CHARS = 600;

export interface AzuriteOptions {
  readonly host: string;
  /** Ports; 0 takes a free one. */
  readonly ports: { readonly blob: number; readonly queue: number; readonly table: number };
  /** Folder of its files. Made if absent. */
  readonly folder: string;
  /** Where `azurite-child` is, as TypeScript or built. */
  readonly script: URL;
  /** Longest wait for one that still writes into the same folder, milliseconds. Default 15,000. */
  readonly lockWaitMs?: number;
}

export interface Azurite {
  /** Addresses with the account's name, without a trailing slash. */
  readonly blob: string;
  readonly queue: string;
  readonly table: string;
  /** Ends when the process has ended, asked or not. */
  readonly ended: Promise<void>;
  /** Stops it by SIGTERM, so that it writes everything, and waits for its end. */
  stop(): Promise<void>;
}

type AzuriteProcess = ChildProcessByStdio<Writable, Readable, Readable>;

/**
 * Starts Azurite as a process of its own and waits until its three services listen.
 *
 * @throws {CannotStart} with a sentence for the person at the keyboard.
 */
export async function startAzurite(options: AzuriteOptions): Promise<Azurite> {
  const { host, ports, folder, script, lockWaitMs = 15_000 } = options;
  const args = ['--location', folder, '--silent', '--disableTelemetry', '--skipApiVersionCheck'];
  for (const [service, port] of Object.entries(ports))
    args.push(`--${service}Host`, host, `--${service}Port`, String(port));
  args.push(String(lockWaitMs));
  // Detached: Ctrl-C in the terminal must reach the services first and storage last. It still ends with us: see the child.
  const child = spawn(process.execPath, [fileURLToPath(script), ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  });
  const ended = once(child, 'close').then(() => undefined);
  let lastWords = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    lastWords = (lastWords + text).slice(-LAST_WORDS_CHARS);
  });

  const addresses = await listening(child, ended).catch(async (cause: unknown) => {
    await stop(child, ended);
    throw new CannotStart(whyNot(lastWords, folder), { cause });
  });
  return { ...addresses, ended, stop: () => stop(child, ended) };
}

/** Reads the addresses from what Azurite prints: with port 0 that is the only place that knows them. */
async function listening(
  child: AzuriteProcess,
  ended: Promise<void>,
): Promise<Record<'blob' | 'queue' | 'table', string>> {
  const found = new Map<string, string>();
  const deadline = AbortSignal.timeout(START_DEADLINE_MS);
  const all = new Promise<void>((resolve, reject) => {
    deadline.addEventListener('abort', () => reject(new Error('Azurite did not listen in time')), { once: true });
    createInterface({ input: child.stdout }).on('line', (line) => {
      const [, service, address] = /Azurite (\w+) service is successfully listening at (\S+)/.exec(line) ?? [];
      if (service !== undefined && address !== undefined)
        found.set(service.toLowerCase(), `${address}/${DEV_ACCOUNT_NAME}`);
      if (found.size === 3) resolve();
    });
  });
  await Promise.race([all, ended.then(() => Promise.reject(new Error('Azurite ended while starting')))]);
  const [blob = '', queue = '', table = ''] = ['blob', 'queue', 'table'].map((service) => found.get(service));
  return { blob, queue, table };
}

async function stop(child: AzuriteProcess, ended: Promise<void>): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
  const giveUp = setTimeout(() => child.kill('SIGKILL'), STOP_DEADLINE_MS);
  await ended;
  clearTimeout(giveUp);
}

function whyNot(lastWords: string, folder: string): string {
  const [, taken] = /EADDRINUSE.*?:(\d+)\b/.exec(lastWords) ?? [];
  if (taken !== undefined) {
    return `Port ${taken} is already in use. Stop the program that uses it, or set LOCAL_AZURE_BLOB_PORT, LOCAL_AZURE_QUEUE_PORT and LOCAL_AZURE_TABLE_PORT to other ports (0 takes free ones).`;
  }
  if (/database is locked/i.test(lastWords)) {
    return `Another copy is using the data folder ${folder}. Stop it, or set GROUNDWORK_DATA_DIR to another folder.`;
  }
  if (/EACCES|EROFS|ENOTDIR|EEXIST|unable to open database/i.test(lastWords)) {
    return `The data folder ${folder} cannot be written. Mend its permissions, or set GROUNDWORK_DATA_DIR to another folder.`;
  }
  return `Storage (Azurite) did not start${lastWords === '' ? '.' : `: ${lastWords.trim().split('\n').at(-1)}`}`;
}
