import type { Readable } from 'node:stream';
import { EventFrames } from './event-frames.js';
import { kindOf, type StreamError } from './frame-kind.js';

/** Most that is held back before the first meaningful token: gateway design 6.2. */
const MAX_PREAMBLE_FRAMES = 64;
const MAX_PREAMBLE_BYTES = 256 * 1024;

/** The beginning of an answer: what was read so far, and whether there is more to come. */
export interface AnswerStart {
  /** In the order they came; nothing is left out. */
  readonly head: readonly Buffer[];
  /** The body has ended with `head`. */
  readonly isWhole: boolean;
  /** The stream failed before anything meaningful. */
  readonly error: StreamError | undefined;
}

/** The answer began to come and broke off. */
export class BrokenAnswer extends Error {
  override readonly name = 'BrokenAnswer';
}

/**
 * Reads a stream up to its first meaningful frame, so that a failure before it can still be made good elsewhere.
 * @throws what the body fails with; {@link BrokenAnswer} where it ends without saying anything.
 */
export async function readPreamble(body: Readable): Promise<AnswerStart> {
  const frames = new EventFrames();
  const head: Buffer[] = [];
  let count = 0;
  let bytes = 0;
  for (;;) {
    const piece = await nextPiece(body);
    if (piece === undefined) {
      if (bytes === 0) throw new BrokenAnswer('the stream ended without a byte');
      const last = kindOf(frames.rest());
      if (last.kind === 'error') return { head, isWhole: true, error: last.error };
      // Roles and annotations alone are no answer: cut off, however politely.
      if (last.kind === 'preamble') throw new BrokenAnswer('the stream ended before its first word');
      return { head, isWhole: true, error: undefined };
    }
    head.push(piece);
    bytes += piece.length;
    for (const frame of frames.push(piece)) {
      count += 1;
      const found = kindOf(frame);
      if (found.kind === 'error') return { head, isWhole: false, error: found.error };
      if (found.kind === 'content') return { head, isWhole: false, error: undefined };
    }
    if (count >= MAX_PREAMBLE_FRAMES || bytes >= MAX_PREAMBLE_BYTES) return { head, isWhole: false, error: undefined };
  }
}

/**
 * Reads a body that is not a stream to its end, up to a limit: a whole body can be had elsewhere if it breaks,
 * a longer one goes out as it comes.
 */
export async function readWhole(body: Readable, maxBytes: number): Promise<AnswerStart> {
  const head: Buffer[] = [];
  let bytes = 0;
  for (;;) {
    const piece = await nextPiece(body);
    if (piece === undefined) return { head, isWhole: true, error: undefined };
    head.push(piece);
    bytes += piece.length;
    if (bytes > maxBytes) return { head, isWhole: false, error: undefined };
  }
}

/**
 * The next piece of a paused stream; undefined at its end. (An async iterator would destroy the stream when left.)
 * @throws what the stream fails with.
 */
export function nextPiece(body: Readable): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    const look = (): void => {
      const piece = body.read() as Buffer | null;
      if (piece !== null) return settle(() => resolve(piece));
      if (body.readableEnded) return settle(() => resolve(undefined));
      if (body.errored) return settle(() => reject(body.errored ?? new BrokenAnswer('the body failed')));
      if (body.destroyed) settle(() => reject(new BrokenAnswer('the body was closed')));
    };
    const ended = (): void => settle(() => resolve(undefined));
    const failed = (error: Error): void => settle(() => reject(error));
    const closed = (): void => settle(() => reject(new BrokenAnswer('the body was closed')));
    const settle = (act: () => void): void => {
      body.off('readable', look).off('end', ended).off('error', failed).off('close', closed);
      act();
    };
    body.on('readable', look).on('end', ended).on('error', failed).on('close', closed);
    look();
  });
}
