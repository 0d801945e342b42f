/**
 * Everything that `source` gives, until `signal` aborts: then iterating throws the signal's reason at once, whatever the
 * source is waiting for. The source is told to end, and not waited for.
 */
export class EachUntil<Item> implements AsyncIterable<Item> {
  constructor(
    private readonly source: AsyncIterable<Item>,
    private readonly signal: AbortSignal,
  ) {}

  async *[Symbol.asyncIterator](): AsyncGenerator<Item> {
    const { signal } = this;
    const aborted = Promise.withResolvers<never>();
    aborted.promise.catch(() => undefined);
    const abort = (): void => aborted.reject(signal.reason as Error);
    signal.addEventListener('abort', abort, { once: true });
    const items = this.source[Symbol.asyncIterator]();
    try {
      for (;;) {
        signal.throwIfAborted();
        const next = await Promise.race([items.next(), aborted.promise]);
        if (next.done) return;
        yield next.value;
      }
    } finally {
      signal.removeEventListener('abort', abort);
      void items.return?.()?.then(undefined, () => undefined);
    }
  }
}
