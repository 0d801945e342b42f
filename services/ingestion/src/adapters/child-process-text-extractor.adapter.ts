import type { OnApplicationShutdown } from '@nestjs/common';
import { writeFile } from 'node:fs/promises';
import type { ChildTask } from '../extraction/child-protocol.js';
import { UNREADABLE, type UnreadableCode } from '../extraction/unreadable.js';
import type { ExtractionLimits } from '../config/ingestion.config.js';
import {
  DocumentUnreadable,
  TextExtractor,
  type Chunk,
  type Extraction,
  type ExtractionJob,
  type ExtractionProgress,
  type PageText,
} from '../ports/text-extractor.port.js';
import { ExtractionChild, type ChildEnd } from './extraction-child.js';
import { SharedReading, type Borrowed } from './shared-reading.js';

/** Tasks after which a child is replaced, so that what a library leaks does not add up. */
const MAX_TASKS = 200;
/** The part of its memory limit above which a child is replaced between two tasks: a collector gives little back. */
const MAX_IDLE_SHARE = 0.5;

/**
 * The part of a child's memory that may be JavaScript's heap. Below the limit its collector works harder, so that a
 * document which fits is not killed for garbage; the rest is for libraries, buffers and the heap's own slack.
 */
const HEAP_SHARE = 0.625;

const CODE_OF_END: Record<Exclude<ChildEnd, 'aborted'>, UnreadableCode> = {
  'out-of-memory': 'extraction_out_of_memory',
  'timed-out': 'extraction_timed_out',
  crashed: 'extraction_failed',
};

/** {@link TextExtractor} in a pool of child processes, each under a memory watch and a deadline. */
export class ChildProcessTextExtractor extends TextExtractor implements OnApplicationShutdown {
  private readonly idle: { child: ExtractionChild; tasks: number }[] = [];
  private readonly waiting: (() => void)[] = [];
  private busy = 0;
  private isClosed = false;

  /**
   * @param script the compiled child program.
   * @param processes most children at once; also so many are started ahead.
   */
  constructor(
    private readonly script: URL,
    private readonly processes: number,
    private readonly limits: ExtractionLimits,
  ) {
    super();
    // Loading the libraries takes a second: done before the first document is there.
    for (let i = 0; i < processes; i += 1) this.idle.push(this.start());
  }

  extract(
    job: ExtractionJob,
    onProgress: (progress: ExtractionProgress) => void,
    signal?: AbortSignal,
  ): Promise<Extraction> {
    return this.run({ type: 'extract', job, limits: this.limits }, onProgress, signal);
  }

  async fillIn(
    job: ExtractionJob,
    recognised: readonly PageText[],
    onProgress: (progress: ExtractionProgress) => void,
    signal?: AbortSignal,
  ): Promise<Extraction> {
    const recognisedPath = `${job.textPath}.recognised`;
    await writeFile(recognisedPath, JSON.stringify(recognised));
    return this.run({ type: 'fill-in', job, recognisedPath }, onProgress, signal);
  }

  private async run(
    task: Exclude<ChildTask, { type: 'read-along' }>,
    onProgress: (progress: ExtractionProgress) => void,
    signal?: AbortSignal,
  ): Promise<Extraction> {
    await this.turn();
    const worker = this.fresh();
    const shared = new SharedReading(
      { filePath: task.job.filePath, partsPath: task.job.textPath, limits: this.limits },
      () => this.borrow(),
      (pagesRead, pages) => onProgress({ stage: 'extracting', part: pagesRead / pages, pagesRead, pages }),
    );
    try {
      const chunks: Chunk[] = [];
      const outcome = await worker.child.run(
        task,
        this.limits,
        (answer) => {
          if (answer.type === 'chunks') chunks.push(...answer.chunks);
          else if (answer.type === 'progress') onProgress(answer.progress);
          else if (answer.type === 'ask') void shared.pagesFor(answer.pages).then((reply) => worker.child.reply(reply));
        },
        signal,
      );
      signal?.throwIfAborted();
      if ('end' in outcome)
        throw unreadable(outcome.end === 'aborted' ? 'extraction_failed' : CODE_OF_END[outcome.end]);
      const { answer } = outcome;
      if (answer.type !== 'done') throw unreadable(answer.type === 'failed' ? answer.code : 'extraction_failed');
      return { ...answer.found, chunks };
    } finally {
      await shared.end();
      this.release(worker);
    }
  }

  async onApplicationShutdown(): Promise<void> {
    this.isClosed = true;
    await Promise.all(this.idle.splice(0).map(({ child }) => child.close()));
  }

  private start(): { child: ExtractionChild; tasks: number } {
    return { child: new ExtractionChild(this.script, this.limits.maxRssBytes * HEAP_SHARE), tasks: 0 };
  }

  /** Waits until fewer than all children are busy. */
  private async turn(): Promise<void> {
    if (this.busy >= this.processes) await new Promise<void>((resolve) => this.waiting.push(resolve));
    else this.busy += 1;
  }

  /** A child that nobody needs just now, to read along in a long PDF. */
  private borrow(): Borrowed | undefined {
    if (this.busy >= this.processes || this.isClosed) return undefined;
    this.busy += 1;
    const worker = this.fresh();
    return {
      child: worker.child,
      isWanted: () => this.waiting.length > 0,
      giveBack: () => this.release(worker),
    };
  }

  private fresh(): { child: ExtractionChild; tasks: number } {
    for (let worker = this.idle.pop(); worker; worker = this.idle.pop()) if (worker.child.isAlive) return worker;
    return this.start();
  }

  private release(worker: { child: ExtractionChild; tasks: number }): void {
    worker.tasks += 1;
    const isWorn = worker.tasks >= MAX_TASKS || worker.child.lastRssBytes > this.limits.maxRssBytes * MAX_IDLE_SHARE;
    if (this.isClosed || isWorn) worker.child.kill();
    if (!this.isClosed) this.idle.push(worker.child.isAlive ? worker : this.start());
    const next = this.waiting.shift();
    if (next) next();
    else this.busy -= 1;
  }
}

const unreadable = (code: UnreadableCode): DocumentUnreadable => new DocumentUnreadable(code, UNREADABLE[code]);
