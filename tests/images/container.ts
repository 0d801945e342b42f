import { until } from '../../tools/process/until.ts';
import { attempt, run } from '../support/command.js';

/** Longest wait for a container to be ready, in milliseconds: a machine under load may be slow. */
const READY_DEADLINE_MS = 60_000;

export interface ContainerOptions {
  readonly image: string;
  readonly env: Readonly<Record<string, string>>;
  /** Address that answers 200 once it is ready. */
  readonly readyUrl: string;
  /** Folders that may be written to, kept in memory. */
  readonly writable?: readonly string[];
}

/** How our pods are held: nobody's user, nothing writable but `/tmp`, no capability. */
const RESTRICTED = [
  ...['--network', 'host', '--read-only', '--cap-drop', 'ALL'],
  ...['--security-opt', 'no-new-privileges', '--user', '65532:65532'],
];

const variables = (env: Readonly<Record<string, string>>): string[] =>
  Object.entries(env).flatMap(([name, value]) => ['--env', `${name}=${value}`]);
const folders = (paths: readonly string[]): string[] =>
  paths.flatMap((path) => ['--tmpfs', `${path}:rw,mode=1777,size=512m`]);

/** A container of one of our images, restricted as a pod is. */
export class Container {
  private constructor(
    private readonly id: string,
    /** From the start of the process to its first good answer. */
    readonly startMs: number,
  ) {}

  static async start({ image, env, readyUrl, writable = [] }: ContainerOptions): Promise<Container> {
    const from = performance.now();
    const id = (
      await run('docker', [
        'run',
        '--detach',
        ...RESTRICTED,
        ...folders(['/tmp', ...writable]),
        ...variables(env),
        image,
      ])
    ).trim();
    const isReady = await until(async () => (await fetch(readyUrl).catch(() => undefined))?.ok === true, {
      deadlineMs: READY_DEADLINE_MS,
      everyMs: 25,
    });
    const startMs = performance.now() - from;
    const container = new Container(id, startMs);
    if (isReady) return container;
    const { out, err } = await attempt('docker', ['logs', id]);
    await container.stop();
    throw new Error(`${image} was not ready within ${READY_DEADLINE_MS} ms:\n${out}${err}`);
  }

  /** `docker stop` with the grace time of a pod, and away with it. @returns its exit code. */
  async stop(graceSeconds = 120): Promise<number> {
    await run('docker', ['stop', '--time', String(graceSeconds), this.id]);
    const code = await run('docker', ['inspect', '--format', '{{.State.ExitCode}}', this.id]);
    await run('docker', ['rm', this.id]);
    return Number(code);
  }
}

/** Runs a program of an image to its end, restricted in the same way. */
export const runOnce = (
  image: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<string> =>
  run('docker', ['run', '--rm', ...RESTRICTED, ...folders(['/tmp']), ...variables(env), image, ...args]);
