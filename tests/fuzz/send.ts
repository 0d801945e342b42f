import { Agent, request } from 'node:http';
import type { FuzzRequest } from './requests.ts';
import type { FuzzAnswer } from './verdict.ts';

/** Longest wait for an answer's end, in milliseconds; a stream that goes on is left then. */
const PATIENCE_MS = 30_000;
/** Most of a body that is read, in bytes. */
const MAX_BODY_BYTES = 256 * 1024;

const agent = new Agent({ keepAlive: true, maxSockets: 32 });

/**
 * Sends one request and reads its answer.
 * @returns undefined if no client can send such a request, as with a line end in a header.
 * @throws {Error} if the connection breaks, or nothing is answered in time.
 */
export function send(base: string, fuzzRequest: FuzzRequest): Promise<FuzzAnswer | undefined> {
  const { method, target, headers, body } = fuzzRequest;
  const { hostname, port } = new URL(base);
  return new Promise((resolve, reject) => {
    let outgoing;
    try {
      outgoing = request({ hostname, port, method, path: target, headers: { ...headers, ...lengthOf(body) }, agent });
    } catch {
      resolve(undefined);
      return;
    }
    const timer = setTimeout(() => outgoing.destroy(new Error('no answer in time')), PATIENCE_MS);
    outgoing.on('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      // A kept connection may be closed just when it is taken again, which is nobody's fault; a new one is not.
      if (outgoing.reusedSocket && error.code === 'ECONNRESET') resolve(send(base, fuzzRequest));
      else reject(error);
    });
    outgoing.once('response', (incoming) => {
      const pieces: Buffer[] = [];
      let bytes = 0;
      const done = (): void => {
        clearTimeout(timer);
        resolve({
          status: incoming.statusCode ?? 0,
          contentType: incoming.headers['content-type'] ?? '',
          body: Buffer.concat(pieces).toString('utf8'),
        });
      };
      // An answer that came is judged, whether or not it goes on for ever.
      incoming.once('error', done);
      incoming.once('end', done);
      incoming.on('data', (piece: Buffer) => {
        pieces.push(piece);
        bytes += piece.length;
        if (bytes > MAX_BODY_BYTES) incoming.destroy(new Error('enough'));
      });
    });
    outgoing.end(body);
  });
}

const lengthOf = (body: Buffer | undefined): Record<string, string> =>
  body === undefined ? {} : { 'content-length': String(body.length) };

/** Ends every connection. */
export const closeConnections = (): void => agent.destroy();
