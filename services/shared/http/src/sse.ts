import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';

/** One server-sent event. `data` is sent as JSON, or as it is when it is a string. */
export interface SseEvent {
  readonly data: unknown;
  /** What a reader sends back as `Last-Event-ID`. One line. */
  readonly id?: string;
  readonly event?: string;
}

/** Headers of every event stream: no proxy may hold it back, cut it up or compress it. */
export const SSE_HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-transform',
  'x-accel-buffering': 'no',
} as const;

/** Time between comment heartbeats, in milliseconds: below the shortest idle time-out of common proxies (60 s, some 30 s). */
export const HEARTBEAT_MS = 15_000;

/** The bytes of one event on the wire. */
export function encodeEvent({ data, id, event }: SseEvent): string {
  const lines = (typeof data === 'string' ? data : JSON.stringify(data))
    .split(/\r\n|\r|\n/)
    .map((line) => `data: ${line}\n`);
  return `${id === undefined ? '' : `id: ${id}\n`}${event === undefined ? '' : `event: ${event}\n`}${lines.join('')}\n`;
}

/**
 * A byte stream of events with heartbeats between them, for `reply.send`.
 *
 * Pulls one event at a time, so a slow reader slows its source and holds no memory; when the reader
 * leaves, the source's `return()` is called.
 */
export function eventStream(events: AsyncIterable<SseEvent>, heartbeatMs: number = HEARTBEAT_MS): Readable {
  return Readable.from(withHeartbeats(events, heartbeatMs), { objectMode: false });
}

async function* withHeartbeats(events: AsyncIterable<SseEvent>, heartbeatMs: number): AsyncGenerator<string> {
  const iterator = events[Symbol.asyncIterator]();
  let pending: Promise<IteratorResult<SseEvent>> | undefined;
  // Said at once, so that headers and a first byte leave before the first event is there.
  yield ': open\n\n';
  try {
    for (;;) {
      pending ??= iterator.next();
      const next = await withDeadline(pending, heartbeatMs);
      if (next === undefined) {
        yield ': keep-alive\n\n';
        continue;
      }
      pending = undefined;
      if (next.done) return;
      yield encodeEvent(next.value);
    }
  } finally {
    // Not awaited: a source that is stuck in next() would keep a closed connection waiting.
    void iterator.return?.()?.catch(() => undefined);
  }
}

/** The value of `promise`, or undefined once `ms` have passed without it. */
async function withDeadline<T>(promise: Promise<T>, ms: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  try {
    return await Promise.race([promise, deadline]);
  } finally {
    clearTimeout(timer);
  }
}

/** What else there is to say about a stream of events. */
export interface EventsOptions {
  /** Beside {@link SSE_HEADERS}. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Default {@link HEARTBEAT_MS}. */
  readonly heartbeatMs?: number;
}

/** Answers a request with a stream of events. */
export function sendEvents(
  reply: FastifyReply,
  events: AsyncIterable<SseEvent>,
  { headers = {}, heartbeatMs }: EventsOptions = {},
): FastifyReply {
  return reply
    .status(200)
    .headers({ ...SSE_HEADERS, ...headers })
    .send(eventStream(events, heartbeatMs));
}
