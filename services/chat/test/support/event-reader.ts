import { z } from 'zod';

/** One event of a stream. */
export interface ReadEvent {
  readonly id: string | undefined;
  /** The chunk, or the last word as it is. */
  readonly data: { readonly type: string; readonly [field: string]: unknown } | '[DONE]';
}

/** Reads server-sent events one by one, so that a test can stop in the middle. */
export class EventReader {
  private readonly reader: ReadableStreamDefaultReader<Uint8Array>;
  private readonly decoder = new TextDecoder();
  private buffer = '';
  readonly seen: ReadEvent[] = [];

  constructor(response: Response) {
    if (!response.body) throw new Error('a stream was expected');
    this.reader = response.body.getReader();
  }

  /** The next event; undefined at the end. Comments are passed over. */
  async next(): Promise<ReadEvent | undefined> {
    for (;;) {
      const end = this.buffer.indexOf('\n\n');
      if (end >= 0) {
        const block = this.buffer.slice(0, end);
        this.buffer = this.buffer.slice(end + 2);
        const data = /^data: (.*)$/m.exec(block)?.[1];
        if (data === undefined) continue;
        const event: ReadEvent = {
          id: /^id: (.*)$/m.exec(block)?.[1],
          data: data === '[DONE]' ? data : (JSON.parse(data) as Exclude<ReadEvent['data'], string>),
        };
        this.seen.push(event);
        return event;
      }
      const { done, value } = await this.reader.read();
      if (done) return undefined;
      this.buffer += this.decoder.decode(value, { stream: true });
    }
  }

  /** Reads until a chunk of this type, and answers it. */
  async until(type: string): Promise<ReadEvent> {
    for (;;) {
      const event = await this.next();
      if (!event) throw new Error(`the stream ended without "${type}"`);
      if (event.data !== '[DONE]' && event.data.type === type) return event;
    }
  }

  /** Reads to the end; answers everything seen. */
  async rest(): Promise<ReadEvent[]> {
    while (await this.next());
    return this.seen;
  }

  leave(): Promise<void> {
    return this.reader.cancel();
  }
}

export const typesOf = (events: readonly ReadEvent[]): string[] =>
  events.map(({ data }) => (data === '[DONE]' ? data : data.type));

/** The answer's text as a reader has it. */
export const textOf = (events: readonly ReadEvent[]): string =>
  events.map(({ data }) => (data !== '[DONE]' && data.type === 'text-delta' ? String(data['delta']) : '')).join('');

/** The conversation that a `start` event names. */
export function conversationOf({ data }: ReadEvent): string {
  const metadata = data === '[DONE]' ? undefined : data['messageMetadata'];
  return z.object({ conversationId: z.string() }).parse(metadata).conversationId;
}
