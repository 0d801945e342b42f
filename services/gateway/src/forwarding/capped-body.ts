import type { Readable } from 'node:stream';
import { BodyTimedOut } from './errors.js';

export interface BodyCap {
  /** Bytes let through. */
  readonly maxBytes: number;
  /** Longest pause between two pieces, in milliseconds. */
  readonly idleMs: number;
  /** Made when `maxBytes` is exceeded. */
  readonly tooLarge: () => Error;
}

/**
 * The body of a request piece by piece, ended by an error once it is too large or stops arriving.
 *
 * The source is left open whatever happens: destroying an incoming request would close the connection
 * that the error still has to be told on.
 */
export async function* cappedBody(
  source: Readable,
  { maxBytes, idleMs, tooLarge }: BodyCap,
): AsyncGenerator<Uint8Array> {
  const pieces: AsyncIterator<Uint8Array> = source.iterator({ destroyOnReturn: false });
  let passedBytes = 0;
  try {
    for (;;) {
      const next = await withinIdleTime(pieces.next(), idleMs);
      if (next.done) return;
      passedBytes += next.value.byteLength;
      if (passedBytes > maxBytes) throw tooLarge();
      yield next.value;
    }
  } finally {
    // Not awaited: while a piece is still awaited, the iterator answers nothing else.
    void pieces.return?.().catch(() => undefined);
  }
}

async function withinIdleTime<T>(promise: Promise<T>, idleMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const idle = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new BodyTimedOut(idleMs)), idleMs);
  });
  try {
    return await Promise.race([promise, idle]);
  } finally {
    clearTimeout(timer);
  }
}
