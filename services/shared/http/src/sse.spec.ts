import { once } from 'node:events';
import { encodeEvent, eventStream, type SseEvent } from './sse.js';

describe(encodeEvent.name, () => {
  it.each<[string, SseEvent, string]>([
    ['an object as JSON', { data: { a: 1 } }, 'data: {"a":1}\n\n'],
    ['a string as it is', { data: '[DONE]' }, 'data: [DONE]\n\n'],
    ['id and event before the data', { id: '7', event: 'stage', data: 1 }, 'id: 7\nevent: stage\ndata: 1\n\n'],
    ['every line of a string on a line of its own', { data: 'a\nb\r\nc\rd' }, 'data: a\ndata: b\ndata: c\ndata: d\n\n'],
    ['a line break inside JSON escaped', { data: { t: 'a\nb' } }, 'data: {"t":"a\\nb"}\n\n'],
    ['an empty string', { data: '' }, 'data: \n\n'],
  ])('writes %s', (_, event, bytes) => {
    expect(encodeEvent(event)).toBe(bytes);
  });
});

/** A source that the test feeds, and that tells when it was let go. */
class Source implements AsyncIterable<SseEvent> {
  readonly released = Promise.withResolvers<void>();
  pulled = 0;
  private waiting: ((result: IteratorResult<SseEvent>) => void) | undefined;

  say(data: string): void {
    this.waiting?.({ done: false, value: { data } });
  }

  end(): void {
    this.waiting?.({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): AsyncIterator<SseEvent> {
    return {
      next: () => {
        this.pulled += 1;
        return new Promise((resolve) => (this.waiting = resolve));
      },
      return: async () => {
        this.released.resolve();
        return { done: true, value: undefined };
      },
    };
  }
}

describe(eventStream.name, () => {
  const NEVER_MS = 1_000_000;

  /** The next bytes of a stream. */
  async function next(stream: NodeJS.ReadableStream): Promise<string> {
    const [bytes] = (await once(stream, 'data')) as [Buffer];
    return bytes.toString();
  }

  it('says at once that it is open, then each event as it comes, and ends with its source', async () => {
    const source = new Source();
    const stream = eventStream(source, NEVER_MS);
    expect(await next(stream)).toBe(': open\n\n');

    for (const word of ['one', 'two']) {
      const arrives = next(stream);
      source.say(word);
      expect(await arrives).toBe(`data: ${word}\n\n`);
    }
    const ended = once(stream, 'end');
    source.end();
    await ended;
  });

  it('sends a comment whenever the source is silent, and loses no event over it', async () => {
    const source = new Source();
    const stream = eventStream(source, 5);
    expect(await next(stream)).toBe(': open\n\n');
    expect(await next(stream)).toBe(': keep-alive\n\n');
    expect(await next(stream)).toBe(': keep-alive\n\n');
    expect(source.pulled).toBe(1);

    source.say('late');
    let bytes = await next(stream);
    while (bytes === ': keep-alive\n\n') bytes = await next(stream);
    expect(bytes).toBe('data: late\n\n');
    stream.destroy();
  });

  it('lets its source go when the reader leaves, even while the source is silent', async () => {
    const source = new Source();
    const stream = eventStream(source, 5);
    await next(stream);
    stream.destroy();
    await expect(source.released.promise).resolves.toBeUndefined();
  });

  it('asks a source for no more than its reader takes', async () => {
    let made = 0;
    const endless = async function* (): AsyncGenerator<SseEvent> {
      for (;;) yield { data: 'x'.repeat(1_000 + (made++ % 2)) };
    };
    const stream = eventStream(endless(), NEVER_MS);
    await once(stream, 'readable');
    stream.read(1);
    await once(stream, 'readable');
    expect(made).toBeLessThan(100); // 64 KiB of buffer hold 65 events of 1,008 bytes
    stream.destroy();
  });

  it('breaks off when its source fails', async () => {
    const failing = async function* (): AsyncGenerator<SseEvent> {
      yield { data: 'one' };
      throw new Error('inner');
    };
    const stream = eventStream(failing(), NEVER_MS);
    stream.resume();
    await expect(once(stream, 'end')).rejects.toThrow('inner');
  });
});
