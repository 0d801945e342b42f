import type { FastifyReply, FastifyRequest } from 'fastify';

/** Time for a client to notice an answer that came before it had sent everything, in milliseconds. */
const LINGER_MS = 10_000;

/**
 * A signal that aborts as soon as the client's connection closes before its answer is complete.
 *
 * An answer may also come before the body has arrived, such as 413. The rest of the body is then read and
 * thrown away for a while, because closing at once would take the answer away from the client too.
 */
export function whenClientLeaves({ raw: incoming }: FastifyRequest, { raw: outgoing }: FastifyReply): AbortSignal {
  const left = new AbortController();
  outgoing.once('close', () => {
    if (!outgoing.writableFinished) left.abort(new Error('the client left'));
  });
  outgoing.once('finish', () => {
    if (incoming.complete) return;
    incoming.resume();
    const linger = setTimeout(() => incoming.socket.destroy(), LINGER_MS).unref();
    incoming.once('close', () => clearTimeout(linger));
  });
  return left.signal;
}

/** Calls `act` once the answer has ended, one way or the other; at once where it has. */
export function whenClosed({ raw }: FastifyReply, act: () => void): void {
  if (raw.closed) act();
  else raw.once('close', act);
}
