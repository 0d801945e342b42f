import { Readable } from 'node:stream';
import { MalformedJson } from '@shared/errors';
import { BrokenAnswer } from './answer-pieces.js';
import { OPERATIONS, type Operation } from './deployment.js';
import { withModel } from './json-splice.js';
import type { ModelPool } from './model-pool.js';
import type { PoolReply } from './pool-call.js';
import { StreamEnd } from './stream-end.js';

/** The base address that clients over {@link poolFetch} are made with; nothing is ever sent there. */
export const POOL_BASE_URL = 'http://pool.invalid/v1';

/** Headers that the SDK sets and a deployment need not see. */
const PASSED_HEADERS = ['content-type', 'accept'];

/**
 * A `fetch` for the `openai` SDK that lets the pool choose who answers. Takes what the SDK sends: POST of JSON.
 * Errors of the pool come out as they are, inside the SDK's connection error.
 */
export function poolFetch(pool: ModelPool): typeof fetch {
  return async (input, init = {}) => {
    const operation = operationOf(input instanceof Request ? input.url : String(input));
    const text = typeof init.body === 'string' ? init.body : '';
    const asked = parsed(text);
    const isStream = asked['stream'] === true;
    const given = new Headers(init.headers);
    const reply = await pool.call({
      operation,
      model: typeof asked['model'] === 'string' ? asked['model'] : '',
      headers: Object.fromEntries(PASSED_HEADERS.flatMap((name) => pair(name, given.get(name)))),
      body: ({ deployment }) => withModel(text, deployment),
      isStream,
      signal: init.signal ?? new AbortController().signal,
    });
    return asResponse(reply, operation, isStream);
  };
}

const pair = (name: string, value: string | null): [string, string][] => (value === null ? [] : [[name, value]]);

function operationOf(url: string): Operation {
  const path = new URL(url).pathname.replace(/^\/v1\//, '');
  if (!(path in OPERATIONS)) throw new Error(`${path} is not an operation of the pool`);
  return path as Operation;
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(text) as Readonly<Record<string, unknown>>;
  } catch (cause) {
    throw new MalformedJson({ cause });
  }
}

function asResponse(reply: PoolReply, operation: Operation, isStream: boolean): Response {
  const headers = new Headers();
  for (const [name, value] of Object.entries(reply.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  headers.delete('content-length');
  headers.set('x-served-by-instance', reply.deployment.name);
  const end = isStream && reply.status < 400 ? new StreamEnd(operation) : undefined;
  return new Response(Readable.toWeb(Readable.from(bytesOf(reply, end), { objectMode: false })), {
    status: reply.status,
    headers,
  });
}

/** The whole body; closing it closes the connection. @throws {BrokenAnswer} where a stream ends without its end. */
async function* bytesOf({ head, rest, brokeOff }: PoolReply, end: StreamEnd | undefined): AsyncGenerator<Buffer> {
  try {
    for (const piece of head) {
      end?.push(piece);
      yield piece;
    }
    for (;;) {
      const piece = await rest?.next();
      if (piece === undefined) break;
      end?.push(piece);
      yield piece;
    }
    if (end && !end.hasCome) {
      brokeOff();
      throw new BrokenAnswer('the stream ended in the middle');
    }
  } finally {
    rest?.destroy();
  }
}
