import { Worker } from 'node:worker_threads';
import { isWrite, type SearchAnswer, type SearchCall } from './search-call.js';
import type { FromWorker, ToWorker, WorkerRole } from './worker-messages.js';

export interface SearchPoolOptions extends Omit<WorkerRole, 'role'> {
  /** The script of `search-worker`: `main` knows where it is. */
  readonly workerUrl: URL;
  /** Threads that answer searches. Default 2; writing has one more of its own. */
  readonly workers?: number;
}

/** A call that waits for its answer. */
interface Waiting {
  readonly resolve: (answer: SearchAnswer) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Engines in threads of their own: one writes, the others read; a read goes to the thread with the least to do.
 *
 * A thread that dies takes its open calls with it, as errors, and is replaced. Lives until `close`.
 */
export class SearchPool {
  private readonly writer: EngineThread;
  private readonly readers: readonly EngineThread[];

  constructor({ workerUrl, workers = 2, ...options }: SearchPoolOptions) {
    this.writer = new EngineThread(workerUrl, { ...options, role: 'writer' });
    this.readers = Array.from(
      { length: Math.max(1, workers) },
      () => new EngineThread(workerUrl, { ...options, role: 'reader' }),
    );
  }

  async handle(call: SearchCall): Promise<SearchAnswer> {
    const { operation } = call;
    if (!isWrite(operation)) return this.leastBusy().handle(call);
    const answer = await this.writer.handle(call);
    if (operation.kind === 'delete-index' && answer.status === 204) {
      // Threads take messages in order: no later search sees the old file.
      for (const reader of this.readers) reader.tell({ kind: 'forget', index: operation.index });
    }
    return answer;
  }

  /** Ends every thread once it has done what it was asked, and waits for that. */
  async close(): Promise<void> {
    await Promise.all([this.writer, ...this.readers].map((thread) => thread.close()));
  }

  private leastBusy(): EngineThread {
    return this.readers.reduce((best, thread) => (thread.load < best.load ? thread : best));
  }
}

/** One thread and the calls it has not answered yet. A dead thread is replaced when the next call comes. */
class EngineThread {
  private readonly waiting = new Map<number, Waiting>();
  private worker: Worker | undefined;
  private lastId = 0;

  constructor(
    private readonly url: URL,
    private readonly role: WorkerRole,
  ) {
    this.worker = this.start();
  }

  get load(): number {
    return this.waiting.size;
  }

  handle(call: SearchCall): Promise<SearchAnswer> {
    return new Promise((resolve, reject) => {
      const id = (this.lastId += 1);
      this.waiting.set(id, { resolve, reject });
      this.worker ??= this.start();
      this.tell({ kind: 'call', id, call });
    });
  }

  tell(message: ToWorker): void {
    this.worker?.postMessage(message);
  }

  async close(): Promise<void> {
    const { worker } = this;
    if (worker === undefined) return;
    const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
    this.tell({ kind: 'close' });
    await ended;
  }

  private start(): Worker {
    const worker = new Worker(this.url, { workerData: this.role });
    worker.on('message', (message: FromWorker) => {
      const waiting = this.waiting.get(message.id);
      this.waiting.delete(message.id);
      if ('answer' in message) waiting?.resolve(message.answer);
      else waiting?.reject(new Error(message.failure));
    });
    // An error is followed by the exit, which deals with it.
    worker.on('error', () => undefined);
    worker.on('exit', () => {
      for (const { reject } of this.waiting.values()) reject(new Error('The search thread ended before it answered.'));
      this.waiting.clear();
      if (this.worker === worker) this.worker = undefined;
    });
    return worker;
  }
}
