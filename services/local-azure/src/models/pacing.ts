import { once } from 'node:events';
import { setImmediate, setTimeout } from 'node:timers/promises';
import type { Fault } from '../faults/fault-desk.js';
import { ModelError } from './model-error.js';

/** What happens next in an answer that is being streamed. */
export type Beat =
  { readonly kind: 'text'; readonly text: string } | { readonly kind: 'filtered' } | { readonly kind: 'error' };

/** The connection is to be destroyed: an ordered fault. */
export class Cut extends Error {}

/** An answer in the pieces it is streamed in: a word with the blank before it, or two characters of unspaced script. */
export function piecesOf(text: string): string[] {
  return (
    text.match(
      /\s*(?:[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]{1,2}|\S[^\s\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]*)|\s+/gu,
    ) ?? []
  );
}

/** Waits before the first byte of an answer, as the fault orders. Rejects once `left` aborts. */
export async function waitForFirst(fault: Fault | undefined, left: AbortSignal): Promise<void> {
  if (fault?.kind === 'latency' && fault.ms > 0) await setTimeout(fault.ms, undefined, { signal: left });
  if (fault?.kind === 'cut' && fault.afterChunks === 0) throw new Cut();
}

/**
 * The pieces of an answer at the pace, and with the accidents, that the fault orders.
 *
 * @param left aborts when the client has left: nothing is waited for after that.
 * @throws {Cut} where the connection is to be cut; what came before is on the wire by then.
 */
export async function* paced(
  pieces: readonly string[],
  fault: Fault | undefined,
  left: AbortSignal,
): AsyncGenerator<Beat> {
  const accidentAt = accidentAfter(fault);
  for (const [index, text] of pieces.entries()) {
    if (index === accidentAt) {
      yield* accident(fault, left);
      return;
    }
    if (index > 0 && fault?.kind === 'latency' && fault.perTokenMs)
      await setTimeout(fault.perTokenMs, undefined, { signal: left });
    yield { kind: 'text', text };
  }
  if (accidentAt !== Infinity) yield* accident(fault, left);
}

function accidentAfter(fault: Fault | undefined): number {
  if (fault?.kind === 'cut' || fault?.kind === 'stall' || fault?.kind === 'stream_error') return fault.afterChunks;
  if (fault?.kind === 'content_filter' && fault.where === 'stream') return fault.afterChunks ?? 3;
  return Infinity;
}

async function* accident(fault: Fault | undefined, left: AbortSignal): AsyncGenerator<Beat> {
  switch (fault?.kind) {
    case 'cut':
      // One turn of the event loop, so that the pieces before the cut are really sent.
      await setImmediate();
      throw new Cut();
    case 'stall':
      if (!left.aborted) await once(left, 'abort');
      throw new Cut();
    case 'content_filter':
      yield { kind: 'filtered' };
      return;
    case 'stream_error':
      yield { kind: 'error' };
  }
}

/** An answer that is sent whole: the same accidents, as they show in one JSON body. Says which text got out. */
export async function collected(
  pieces: readonly string[],
  fault: Fault | undefined,
  left: AbortSignal,
): Promise<{ text: string; isFiltered: boolean }> {
  let text = '';
  for await (const beat of paced(pieces, fault, left)) {
    if (beat.kind === 'filtered') return { text, isFiltered: true };
    if (beat.kind === 'error') throw streamError();
    text += beat.text;
  }
  return { text, isFiltered: false };
}

/** The error inside a stream, as Azure words it when it is out of capacity. */
export const streamError = (): ModelError =>
  new ModelError(500, null, 'That model is currently overloaded with other requests. You can retry your request.', {
    type: 'server_error',
  });
