import type { FastifyReply, FastifyRequest } from 'fastify';

/** What a page of another origin may read beside the body. */
const EXPOSED = [
  'content-disposition',
  'location',
  'ratelimit-limit',
  'ratelimit-remaining',
  'ratelimit-reset',
  'retry-after',
  'x-correlation-id',
  'x-served-by-instance',
].join(', ');
/** What it may send beside what every page may. */
const TAKEN = 'accept, api-key, authorization, content-type, idempotency-key, last-event-id, range, x-correlation-id';
const METHODS = 'GET, HEAD, POST, PUT, PATCH, DELETE';
/** How long a browser need not ask again, in seconds. */
const MAX_AGE_SECONDS = 600;

/**
 * Lets a page of a listed origin read the answer, and answers its browser's question beforehand (Fetch standard, CORS).
 *
 * Credentials are not allowed: such a page brings a token of its own, and no cookie of ours goes along. Written out
 * here because `@fastify/cors` answers preflights before the door has looked at them.
 *
 * @returns whether the request was such a question and is answered.
 */
export function answerCors(
  { method, headers }: FastifyRequest,
  reply: FastifyReply,
  origins: readonly string[],
): boolean {
  if (origins.length === 0) return false;
  // A cache must not hand the answer for one origin to another.
  void reply.header('vary', 'Origin');
  const { origin } = headers;
  if (origin === undefined || !origins.includes(origin)) return false;
  void reply.headers({ 'access-control-allow-origin': origin, 'access-control-expose-headers': EXPOSED });
  if (method !== 'OPTIONS' || headers['access-control-request-method'] === undefined) return false;
  void reply
    .status(204)
    .headers({
      'access-control-allow-methods': METHODS,
      'access-control-allow-headers': TAKEN,
      'access-control-max-age': MAX_AGE_SECONDS,
    })
    .send();
  return true;
}
