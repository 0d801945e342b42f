import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';

/** One JSON value a line. */
export const JSON_LINES = 'application/x-ndjson; charset=utf-8';

/**
 * Answers with one JSON value a line, each sent as it is made. The first is awaited before the status leaves, so that a
 * refusal is still an error answer; what fails later cuts the connection, and nobody takes a part for the whole.
 */
export async function sendLines(reply: FastifyReply, values: AsyncIterable<object>): Promise<void> {
  const iterator = values[Symbol.asyncIterator]();
  const first = await iterator.next();
  void reply
    .status(200)
    .headers({ 'content-type': JSON_LINES, 'cache-control': 'no-store' })
    .send(Readable.from(lines(first, iterator), { objectMode: false }));
}

async function* lines(first: IteratorResult<object>, rest: AsyncIterator<object>): AsyncGenerator<string> {
  try {
    for (let next = first; !next.done; next = await rest.next()) yield `${JSON.stringify(next.value)}\n`;
  } finally {
    await rest.return?.();
  }
}
