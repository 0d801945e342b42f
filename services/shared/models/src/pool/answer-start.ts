import { BrokenAnswer, type AnswerPieces } from './answer-pieces.js';
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

/**
 * Reads a stream up to its first meaningful frame, so that a failure before it can still be made good elsewhere.
 * @throws what the body fails with; {@link BrokenAnswer} where it ends without saying anything.
 */
export async function readPreamble(body: AnswerPieces): Promise<AnswerStart> {
  const frames = new EventFrames();
  const head: Buffer[] = [];
  let count = 0;
  let bytes = 0;
  for (;;) {
    const piece = await body.next();
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
export async function readWhole(body: AnswerPieces, maxBytes: number): Promise<AnswerStart> {
  const head: Buffer[] = [];
  let bytes = 0;
  for (;;) {
    const piece = await body.next();
    if (piece === undefined) return { head, isWhole: true, error: undefined };
    head.push(piece);
    bytes += piece.length;
    if (bytes > maxBytes) return { head, isWhole: false, error: undefined };
  }
}
