import type { NumberedLine } from '../ports/answer-relay.port.js';

const DONE = { done: true, value: undefined } as const;

/**
 * Everything an answer has sent so far, for readers that come late and readers that come back.
 *
 * Readers pull, each at its own pace, from the one copy: a slow reader holds a position, not memory.
 */
export class LineBuffer {
  private readonly lines: string[] = [];
  private waiting: (() => void)[] = [];
  private isClosed = false;
  private size = 0;

  /** Characters of everything kept. */
  get chars(): number {
    return this.size;
  }

  get count(): number {
    return this.lines.length;
  }

  append(line: string): void {
    this.lines.push(line);
    this.size += line.length;
    this.wake();
  }

  /** No more lines come; readers end once they have read what there is. */
  close(): void {
    this.isClosed = true;
    this.wake();
  }

  /** What stands after the first `from` lines, at most `most` of it. */
  after(from: number, most: number): NumberedLine[] {
    return this.lines.slice(from, from + most).map((line, i) => ({ number: from + i + 1, line }));
  }

  /**
   * Reads from after `last` (0: from the beginning) to the end.
   *
   * Not a generator on purpose: a generator's `return()` waits for the line it is waiting for, and a reader that
   * leaves must be noticed at once. `onLeave` is called once, when the reader ends for whatever reason.
   */
  read(last: number, onLeave: () => void): AsyncIterableIterator<NumberedLine> {
    let position = Math.min(Math.max(0, last), this.lines.length);
    let isGone = false;
    let stopWaiting: () => void = () => undefined;
    const leave = (): Promise<IteratorResult<NumberedLine>> => {
      if (!isGone) {
        isGone = true;
        stopWaiting();
        onLeave();
      }
      return Promise.resolve(DONE);
    };
    const next = async (): Promise<IteratorResult<NumberedLine>> => {
      while (!isGone) {
        const line = this.lines[position];
        if (line !== undefined) {
          position += 1;
          return { done: false, value: { number: position, line } };
        }
        if (this.isClosed) return leave();
        await new Promise<void>((resolve) => {
          stopWaiting = resolve;
          this.waiting.push(resolve);
        });
      }
      return DONE;
    };
    const reader: AsyncIterableIterator<NumberedLine> = { next, return: leave, [Symbol.asyncIterator]: () => reader };
    return reader;
  }

  private wake(): void {
    const waiting = this.waiting;
    this.waiting = [];
    for (const resolve of waiting) resolve();
  }
}
