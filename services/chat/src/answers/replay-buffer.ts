/** One thing a reader of an answer gets, with its place in the order, counting from 1. */
export interface Numbered<Item> {
  readonly number: number;
  readonly item: Item;
}

/**
 * Everything an answer has sent so far, for readers that come late and readers that come back.
 *
 * Readers pull, each at its own pace, from the one copy: a slow reader holds a position, not memory.
 */
export class ReplayBuffer<Item> {
  private readonly items: Item[] = [];
  private waiting: (() => void)[] = [];
  private isClosed = false;
  private size = 0;

  /** Characters of everything kept. */
  get chars(): number {
    return this.size;
  }

  /** @param chars what the item costs on the wire. */
  append(item: Item, chars: number): void {
    this.items.push(item);
    this.size += chars;
    this.wake();
  }

  /** No more items come; readers end once they have read what there is. */
  close(): void {
    this.isClosed = true;
    this.wake();
  }

  /**
   * Reads from after `last` (0: from the beginning) to the end.
   *
   * Not a generator on purpose: a generator's `return()` waits for the item it is waiting for, and a reader that
   * leaves must be noticed at once. `onLeave` is called once, when the reader ends for whatever reason.
   */
  read(last: number, onLeave: () => void): AsyncIterableIterator<Numbered<Item>> {
    let position = Math.min(Math.max(0, last), this.items.length);
    let isGone = false;
    let stopWaiting: () => void = () => undefined;
    const done = { done: true, value: undefined } as const;
    const leave = (): Promise<IteratorResult<Numbered<Item>>> => {
      if (!isGone) {
        isGone = true;
        stopWaiting();
        onLeave();
      }
      return Promise.resolve(done);
    };
    const next = async (): Promise<IteratorResult<Numbered<Item>>> => {
      while (!isGone) {
        const item = this.items[position];
        if (item !== undefined) {
          position += 1;
          return { done: false, value: { number: position, item } };
        }
        if (this.isClosed) return leave();
        await new Promise<void>((resolve) => {
          stopWaiting = resolve;
          this.waiting.push(resolve);
        });
      }
      return done;
    };
    const reader: AsyncIterableIterator<Numbered<Item>> = { next, return: leave, [Symbol.asyncIterator]: () => reader };
    return reader;
  }

  private wake(): void {
    const waiting = this.waiting;
    this.waiting = [];
    for (const resolve of waiting) resolve();
  }
}
