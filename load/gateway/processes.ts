import { spawn, spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { CannotStart } from '../../tools/cannot-start.ts';
import { allocatorVariables, nodeFlags } from '../../tools/start/node-flags.ts';

const BUILT_GATEWAY = 'dist/services/gateway/src/main.js';
/** Ticks of `/proc/PID/stat` a second, on every Linux. */
const TICKS = 100;
const MIB = 1024 ** 2;

/** A process under load. */
export interface Loaded {
  readonly url: string;
  readonly pid: number;
  /** CPU it has used so far, in milliseconds. 0 where there is no `/proc`. */
  cpuMs(): number;
  /** Resident set, in MiB. 0 where there is no `/proc`. */
  rssMiB(): number;
  stop(): Promise<void>;
}

/** Whether processes can be kept to one core each. */
export const canPin = (): boolean => spawnSync('taskset', ['-V']).error === undefined;

/** @param core where it runs; undefined: anywhere. */
async function start(
  script: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  core: number | undefined,
): Promise<Loaded> {
  const command = [process.execPath, ...args, resolve(script)];
  const pinned = core === undefined ? command : ['taskset', '-c', String(core), ...command];
  const [program = '', ...rest] = pinned;
  const child = spawn(program, rest, {
    env: { PATH: process.env['PATH'] ?? '', NODE_ENV: 'production', ALLOW_ANONYMOUS: 'true', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'close');
  const line = await Promise.race([
    once(createInterface({ input: child.stdout }), 'line'),
    ended.then(() => undefined),
  ]);
  if (!line) throw new CannotStart(`${script} did not start; its words are above.`);
  const { url } = JSON.parse(String(line[0])) as { url: string };
  const pid = child.pid ?? 0;
  return {
    url,
    pid,
    cpuMs: () => {
      const fields = procFile(pid, 'stat').split(') ')[1]?.split(' ') ?? [];
      return ((Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * 1_000) / TICKS;
    },
    rssMiB: () => Number(/VmRSS:\s+(\d+)/.exec(procFile(pid, 'status'))?.[1] ?? 0) * (1_024 / MIB),
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

const procFile = (pid: number, name: string): string =>
  existsSync(`/proc/${pid}/${name}`) ? readFileSync(`/proc/${pid}/${name}`, 'utf8') : '';

export const startUpstream = (core: number | undefined): Promise<Loaded> =>
  start('load/gateway/upstream.ts', [], {}, core);

export const startPassThrough = (upstream: string, core: number | undefined): Promise<Loaded> =>
  start('load/gateway/pass-through.ts', [], { UPSTREAM_URL: upstream }, core);

/** The gateway as it is built, with its whole middleware: door, identity, limits, accounts, pool. Nobody signs in. */
export function startGateway(upstream: string, core: number | undefined): Promise<Loaded> {
  const { privateKey } = generateKeyPairSync('ed25519', {
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  return start(
    BUILT_GATEWAY,
    nodeFlags('gateway'),
    {
      ...allocatorVariables('gateway'),
      GATEWAY_PORT: '0',
      CHAT_URL: 'http://127.0.0.1:1',
      INGESTION_URL: 'http://127.0.0.1:1',
      ASSERTION_PRIVATE_KEY: privateKey,
      STORAGE_TABLE_URL: 'http://127.0.0.1:1/none',
      STORAGE_ACCOUNT_KEY: 'bm9uZQ==',
      MODEL_BASE_URL: `${upstream}/v1`,
      CHAT_MODEL: 'm',
      EMBEDDING_MODEL: 'unused',
      // Counted, and never reached.
      RATE_LIMIT_PER_MINUTE: '1000000',
      STREAMS_PER_CALLER: '100000',
      LOG_LEVEL: 'warn',
    },
    core,
  );
}
