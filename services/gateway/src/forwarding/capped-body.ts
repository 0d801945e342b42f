import type { IncomingHttpHeaders } from 'node:http';
import { Transform, type Readable, type TransformCallback } from 'node:stream';
import { UnsupportedMediaType } from '@shared/errors';
import { BodyTimedOut, ClientLeft } from './errors.js';

export interface BodyCap {
  /** Bytes let through. */
  readonly maxBytes: number;
  /** Longest pause between two pieces, in milliseconds. */
  readonly idleMs: number;
  /** Longest time for all of it, in milliseconds: whoever sends a byte now and then never pauses. Default: none. */
  readonly maxMs?: number;
  /** Made when `maxBytes` is exceeded. */
  readonly tooLarge: () => Error;
}

/** How long a JSON body may take: 64 KiB in a minute is a line of 9 kbit/s, 2 MiB one of 280 kbit/s. */
export const JSON_BODY_TIMES = { idleMs: 30_000, maxMs: 60_000 } as const;

/**
 * The body of a request, ended by an error once it is too large, stops arriving or loses its sender.
 *
 * The source itself is left open and readable whatever happens: destroying an incoming request would
 * close the connection that the error still has to be told on.
 */
export function cappedBody(source: Readable, { maxBytes, idleMs, maxMs, tooLarge }: BodyCap): Readable {
  let passedBytes = 0;
  const body = new Transform({
    transform(piece: Buffer, _encoding: BufferEncoding, done: TransformCallback) {
      idle.refresh();
      passedBytes += piece.byteLength;
      if (passedBytes > maxBytes) done(tooLarge());
      else done(null, piece);
    },
    destroy(error: Error | null, done: (error: Error | null) => void) {
      clearTimeout(idle);
      clearTimeout(whole);
      done(error);
    },
  });
  const idle = setTimeout(() => {
    if (body.writableEnded) return;
    // A reader that is slow is not the sender's fault.
    if (body.writableNeedDrain) idle.refresh();
    else body.destroy(new BodyTimedOut(`Nothing of the body arrived for ${idleMs / 1000} seconds`));
  }, idleMs).unref();
  const whole =
    maxMs === undefined
      ? undefined
      : setTimeout(() => {
          if (!body.writableEnded)
            body.destroy(new BodyTimedOut(`The body did not arrive within ${maxMs / 1000} seconds`));
        }, maxMs).unref();
  // Its reader learns of an error by reading; when nobody reads any more, nobody needs to.
  body.on('error', () => undefined);
  source.once('close', () => {
    if (!source.readableEnded) body.destroy(new ClientLeft());
  });
  return source.pipe(body);
}

/**
 * {@link cappedBody}, refused at once where the headers already show that it is too much.
 * @throws {UnsupportedMediaType} if it is compressed; whatever `tooLarge` makes.
 */
export function checkedBody(
  { headers, body }: { readonly headers: IncomingHttpHeaders; readonly body: Readable },
  cap: BodyCap,
): Readable {
  if (headers['content-encoding'] !== undefined && headers['content-encoding'] !== 'identity') {
    throw new UnsupportedMediaType(
      'Compressed bodies are not taken; send the body as it is, without content-encoding.',
    );
  }
  if (Number(headers['content-length'] ?? 0) > cap.maxBytes) throw cap.tooLarge();
  return cappedBody(body, cap);
}
