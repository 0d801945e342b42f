import { LineBuffer } from '../answers/line-buffer.js';
import type { AnswerClaim, AnswerHead, NumberedLine, RelayedAnswer } from '../ports/answer-relay.port.js';

/** An answer that this process runs: its lines, its readers here, and whether it is to stop. */
export class LocalAnswer implements Omit<AnswerClaim, 'end' | 'idleMs'> {
  readonly lines = new LineBuffer();
  private readonly stopping = new AbortController();
  private readonly beginning = Promise.withResolvers<AnswerHead | undefined>();
  private readonly ending = Promise.withResolvers<void>();
  private readers = 0;
  private idleSince = performance.now();
  private isClosed = false;

  get isRunning(): boolean {
    return !this.isClosed;
  }

  /** Resolves with the answer's head once it has begun, or with undefined once it is clear that it never will. */
  get begun(): Promise<AnswerHead | undefined> {
    return this.beginning.promise;
  }

  /** Resolves once {@link close} was called. */
  get ended(): Promise<void> {
    return this.ending.promise;
  }

  get stopRequested(): AbortSignal {
    return this.stopping.signal;
  }

  requestStop(): void {
    this.stopping.abort();
  }

  begin(head: AnswerHead): RelayedAnswer {
    this.beginning.resolve(head);
    return this.shown(head);
  }

  append(line: string): void {
    this.lines.append(line);
  }

  /** The last lines; no more come. */
  close(lines: readonly string[]): void {
    for (const line of lines) this.lines.append(line);
    this.isClosed = true;
    this.lines.close();
    this.beginning.resolve(undefined);
    this.ending.resolve();
  }

  /** Milliseconds since the last reader here left; 0 while there is one. */
  idleHereMs(): number {
    return this.readers > 0 ? 0 : performance.now() - this.idleSince;
  }

  /** As its readers see it. */
  shown(head: AnswerHead): RelayedAnswer {
    return { head, isRunning: this.isRunning, read: (last) => this.read(last) };
  }

  private read(last: number): AsyncIterableIterator<NumberedLine> {
    this.readers += 1;
    return this.lines.read(last, () => {
      this.readers -= 1;
      this.idleSince = performance.now();
    });
  }
}
