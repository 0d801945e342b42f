import { execFile, fork, type ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { ChildAnswer, ChildTask, ParentReply } from '../extraction/child-protocol.js';

/** How often a child's memory is looked at, in milliseconds: a bomb takes a gigabyte in two seconds. */
const WATCH_MS = 25;
/** Memory pages of Linux on x64 and arm64, in bytes. */
const PAGE_BYTES = 4096;

/** Debian's word for a home that nobody has. */
const NOWHERE = '/nonexistent';

/** Why a child was ended, or ended by itself. */
export type ChildEnd = 'out-of-memory' | 'timed-out' | 'crashed' | 'aborted';

/** What a child says when it is through with a task. */
type LastAnswer = Extract<ChildAnswer, { type: 'done' | 'part-left' | 'failed' }>;

/** What came of a task. */
export type TaskOutcome = { readonly answer: LastAnswer } | { readonly end: ChildEnd };

/** One child process, with a watch on its memory and its time. */
export class ExtractionChild {
  private readonly process: ChildProcess;
  /** A killed process lives on for a moment, and must not be given another task in it. */
  private isKilled = false;
  private rssBytes = 0;
  /** Resolves when the child has loaded its libraries. */
  readonly up: Promise<void>;

  constructor(script: URL, heapBytes: number) {
    this.process = fork(fileURLToPath(script), {
      serialization: 'advanced',
      // Nothing of our environment reaches a process that reads strangers' files. A library asks for the home folder when it is
      // loaded, and a user whom no /etc/passwd knows, as in a container, has none unless it is told.
      env: { HOME: NOWHERE },
      execArgv: [`--max-old-space-size=${Math.floor(heapBytes / 1024 / 1024)}`],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    this.up = new Promise((resolve) => {
      this.process.once('message', () => resolve());
      this.process.once('exit', () => resolve());
      // A line that breaks while something is sent is no news: `exit` says what became of the child.
      this.process.on('error', () => resolve());
    });
  }

  /** Memory it took when it was last looked at during a task, in bytes. */
  get lastRssBytes(): number {
    return this.rssBytes;
  }

  get isAlive(): boolean {
    return (
      !this.isKilled && this.process.connected && this.process.exitCode === null && this.process.signalCode === null
    );
  }

  /** Runs one task; whoever is ended over it answers why, and is of no use afterwards. */
  async run(
    task: ChildTask,
    limits: { maxSeconds: number; maxRssBytes: number },
    onAnswer: (answer: ChildAnswer) => void,
    signal?: AbortSignal,
  ): Promise<TaskOutcome> {
    await this.up;
    let settle: (outcome: TaskOutcome) => void = () => undefined;
    const outcome = new Promise<TaskOutcome>((resolve) => (settle = resolve));
    const end = (reason: ChildEnd): void => {
      settle({ end: reason });
      this.kill();
    };
    const onMessage = (answer: ChildAnswer): void => {
      if (answer.type === 'done' || answer.type === 'part-left' || answer.type === 'failed') settle({ answer });
      else onAnswer(answer);
    };
    // V8 aborts when its heap is full.
    const onExit = (_code?: number | null, signal?: string | null): void =>
      settle({ end: signal === 'SIGABRT' ? 'out-of-memory' : 'crashed' });
    const onAbort = (): void => end('aborted');
    const watch = setInterval(() => {
      void residentBytes(this.process.pid).then((bytes) => {
        this.rssBytes = bytes;
        if (bytes > limits.maxRssBytes) end('out-of-memory');
      });
    }, WATCH_MS);
    const deadline = setTimeout(() => end('timed-out'), limits.maxSeconds * 1000);
    this.process.on('message', onMessage);
    this.process.once('exit', onExit);
    signal?.addEventListener('abort', onAbort, { once: true });
    try {
      if (signal?.aborted) onAbort();
      else if (this.isAlive) this.process.send(task);
      else onExit();
      return await outcome;
    } finally {
      clearInterval(watch);
      clearTimeout(deadline);
      this.process.off('message', onMessage);
      this.process.off('exit', onExit);
      signal?.removeEventListener('abort', onAbort);
    }
  }

  /** Answers its question. */
  reply(reply: ParentReply): void {
    if (this.isAlive) this.process.send(reply, () => undefined);
  }

  /** Ends it at once: there is nothing in it worth keeping. */
  kill(): void {
    this.isKilled = true;
    this.process.kill('SIGKILL');
  }

  /** Ends it and waits until it is gone. */
  async close(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const gone = new Promise<void>((resolve) => this.process.once('exit', () => resolve()));
    this.kill();
    await gone;
  }
}

/** Memory that a process takes, in bytes; 0 when it is gone. */
async function residentBytes(pid: number | undefined): Promise<number> {
  if (pid === undefined) return 0;
  try {
    const statm = await readFile(`/proc/${pid}/statm`, 'utf8');
    return Number(statm.split(' ')[1] ?? 0) * PAGE_BYTES;
  } catch {
    return process.platform === 'linux' ? 0 : residentBytesByPs(pid);
  }
}

/** Where there is no /proc. */
function residentBytesByPs(pid: number): Promise<number> {
  return new Promise((resolve) => {
    execFile('ps', ['-o', 'rss=', '-p', String(pid)], (error, stdout) =>
      resolve(error ? 0 : Number(stdout.trim()) * 1024),
    );
  });
}
