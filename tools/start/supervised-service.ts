import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { CannotStart } from '../cannot-start.ts';
import { RestartPause } from './restart-pause.ts';
import type { ServiceLog } from './service-log.ts';
import type { Troubles } from './troubles.ts';

/** What a service prints on standard output once it listens. */
export interface ReadyLine {
  readonly ready: true;
  readonly url: string;
  /** Local Azure's storage. */
  readonly blob?: string;
  readonly queue?: string;
  readonly table?: string;
}

export interface ServiceOptions {
  readonly name: string;
  /** Node's arguments: flags and the script. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly log: ServiceLog;
  readonly troubles: Troubles;
  readonly say: (line: string) => void;
  /** Called whenever a process of this service came or went. */
  readonly onChange: () => void;
}

/** A service that is silent for this long while it starts for the first time is given up, in milliseconds. */
const START_DEADLINE_MS = 60_000;
/** Lines of standard error kept, to be shown when a service cannot start. */
const LAST_WORDS = 5;

/**
 * A process of its own that is started again whenever it dies, until it is stopped.
 *
 * The first start counts as done when the ready line came; a process that ends before it fails the start, because
 * then a setting is wrong and starting again would not mend it.
 */
export class SupervisedService {
  readonly name: string;
  private readonly options: ServiceOptions;
  private child: ChildProcess | undefined;
  private lastWords: string[] = [];
  private readonly stopping = new AbortController();
  private life: Promise<void> | undefined;

  constructor(options: ServiceOptions) {
    this.name = options.name;
    this.options = options;
  }

  /** Number of the running process; undefined between two lives. */
  get pid(): number | undefined {
    return this.child?.pid;
  }

  /** @throws {CannotStart} with the service's own last words if it ends, or says nothing, before it is ready. */
  async start(): Promise<ReadyLine> {
    const first = this.spawn();
    const deadline = AbortSignal.timeout(START_DEADLINE_MS);
    const ready = await Promise.race([
      first.ready,
      first.ended.then(() => undefined),
      once(deadline, 'abort').then(() => undefined),
    ]);
    if (!ready) throw new CannotStart(this.whyNot(deadline.aborted));
    this.life = this.keepAlive(first.ended);
    return ready;
  }

  /** Starts a new process in place of the one that runs, for changed code. */
  restart(): void {
    this.child?.kill('SIGTERM');
  }

  /**
   * Asks the process to end and waits for it.
   * @param killAfterMs a process that has not ended by then is killed.
   */
  async stop(killAfterMs: number): Promise<void> {
    this.stopping.abort();
    const { child } = this;
    if (child && child.exitCode === null && child.signalCode === null) {
      const ended = once(child, 'close');
      child.kill('SIGTERM');
      const tooLate = setTimeout(() => {
        this.options.say(`${this.name} did not end in time and was killed.`);
        child.kill('SIGKILL');
      }, killAfterMs);
      await ended;
      clearTimeout(tooLate);
    }
    await this.life;
    this.options.log.close();
  }

  private async keepAlive(firstEnd: Promise<string>): Promise<void> {
    const restarts = new RestartPause();
    let ended = firstEnd;
    let startedAt = performance.now();
    for (;;) {
      const how = await ended;
      if (this.stopping.signal.aborted) return;
      const pauseMs = restarts.after(performance.now() - startedAt);
      this.options.say(`${this.name} ended (${how}); starting it again in ${pauseMs / 1_000} s.`);
      await pause(pauseMs, undefined, { signal: this.stopping.signal }).catch(() => undefined);
      if (this.stopping.signal.aborted) return;
      startedAt = performance.now();
      const next = this.spawn();
      void next.ready.then(() => this.options.say(`${this.name} is back.`));
      ended = next.ended;
    }
  }

  private spawn(): { ready: Promise<ReadyLine>; ended: Promise<string> } {
    const { args, env, log, troubles, onChange } = this.options;
    // A group of its own: Ctrl-C at the terminal reaches the launcher alone, which then stops all in order.
    const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'], detached: true });
    this.child = child;
    this.lastWords = [];
    onChange();

    const ready = new Promise<ReadyLine>((resolve) => {
      if (child.stdout) {
        createInterface({ input: child.stdout }).on('line', (line) => {
          const said = readyLine(line);
          if (said) return resolve(said);
          log.write(line);
          troubles.see(line);
        });
      }
    });
    if (child.stderr) {
      createInterface({ input: child.stderr }).on('line', (line) => {
        log.write(line);
        troubles.see(line);
        this.lastWords = [...this.lastWords, line].slice(-LAST_WORDS);
      });
    }
    const ended = new Promise<string>((resolve) => {
      child.once('error', (error) => {
        this.lastWords.push(error.message);
        resolve(error.message);
      });
      child.once('close', (code, signal) => {
        onChange();
        resolve(signal ?? `exit code ${code}`);
      });
    });
    return { ready, ended };
  }

  private whyNot(isSilent: boolean): string {
    if (isSilent)
      return `${this.name} is not ready after ${START_DEADLINE_MS / 1_000} s; its log ${this.options.log.file} may say why.`;
    const last = this.lastWords.at(-1) ?? '';
    // A sentence stands for itself; anything else, such as the end of a stack, needs what came before it.
    const words = last.endsWith('.') ? last : this.lastWords.join('\n').trim();
    return words || `${this.name} ended while starting and said nothing; its log is ${this.options.log.file}.`;
  }
}

function readyLine(line: string): ReadyLine | undefined {
  if (!line.startsWith('{"ready":true')) return undefined;
  return JSON.parse(line) as ReadyLine;
}
