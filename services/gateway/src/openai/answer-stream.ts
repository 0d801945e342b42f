import { EventFrames, kindOf, StreamEnd, type Deployment, type Operation, type PoolReply } from '@shared/models';
import type { CallAccount } from './call-account.js';
import { cleaned } from './clean-chunk.js';
import { withoutNames } from './refusal-of-model.js';

/** Time between comments while nothing comes, in milliseconds: below the shortest idle time-out of common proxies. */
export const HEARTBEAT_MS = 15_000;
export const KEEP_ALIVE = Buffer.from(': keep-alive\n\n');

/** How a stream is passed on. */
export interface StreamManner {
  readonly operation: Operation;
  /** The client asked for the usage: its event goes to it and not only to the account. */
  readonly wantsUsage: boolean;
  /** Azure's chunks are made to look as OpenAI's. */
  readonly isClean: boolean;
}

/**
 * A model's event stream as its client gets it: whole events, as they are. Out of them go only the usage that the
 * client did not ask for, and names in an error.
 *
 * A stream that breaks off is ended in the stream, by an error event and without `[DONE]`.
 * @param left aborts when the client is gone.
 */
export async function* answerStream(
  { head, rest, deployment, brokeOff }: PoolReply,
  manner: StreamManner,
  account: CallAccount,
  left: AbortSignal,
): AsyncGenerator<Buffer> {
  const frames = new EventFrames();
  const end = new StreamEnd(manner.operation);
  const pass = (piece: Buffer): Buffer => {
    account.count(piece.length);
    const events: Buffer[] = [];
    for (const frame of frames.push(piece)) events.push(...seen(frame, manner, deployment, account, end));
    return joined(events);
  };
  let outcome: 'complete' | 'left' | 'broken' = 'left';
  try {
    for (const piece of head) yield pass(piece);
    for (;;) {
      const piece = await rest?.nextWithin(HEARTBEAT_MS);
      if (piece === undefined) break;
      yield piece === 'later' ? KEEP_ALIVE : pass(piece);
    }
    const tail = frames.rest();
    if (tail.length > 0) yield* seen(tail, manner, deployment, account, end);
    outcome = end.hasCome ? 'complete' : 'broken';
    if (outcome === 'complete') return;
    brokeOff();
    yield interrupted(manner.operation);
  } catch {
    if (left.aborted) return;
    outcome = 'broken';
    yield interrupted(manner.operation);
  } finally {
    rest?.destroy();
    account.settle(left.aborted && outcome !== 'complete' ? 'left' : outcome);
  }
}

/** One event: what of it goes to the client, and what it tells us. */
function seen(
  frame: Buffer,
  { operation, wantsUsage, isClean }: StreamManner,
  deployment: Deployment,
  account: CallAccount,
  end: StreamEnd,
): Buffer[] {
  end.look(frame);
  const text = frame.toString('latin1');
  if (text.includes('"usage"')) {
    account.read(text);
    // The event that carries nothing but the usage is ours: the client did not ask for it.
    if (operation === 'chat/completions' && !wantsUsage && /"choices" ?: ?\[ ?\]/.test(text) && !isPromptReport(text))
      return [];
  }
  if (text.includes('"error"')) {
    const found = kindOf(frame);
    if (found.kind === 'error' && operation === 'chat/completions') {
      const { message, code, param, type } = found.error;
      return [
        errorEvent(operation, {
          message: withoutNames(message, deployment),
          type: type ?? 'server_error',
          code,
          param,
        }),
      ];
    }
  }
  return isClean && operation === 'chat/completions' ? cleaned(frame, text) : [frame];
}

const isPromptReport = (text: string): boolean => text.includes('"prompt_filter_results"');

interface StreamFault {
  readonly message: string;
  readonly type: string;
  readonly code: string | null;
  readonly param: string | null;
}

/** The end of a stream that broke: what of the answer has come stands, and nothing of it is repeated. */
const interrupted = (operation: Operation): Buffer =>
  errorEvent(operation, {
    message: 'The connection to the model broke in the middle of the answer; what has come is all there is. Ask again.',
    type: 'upstream_error',
    code: 'stream_interrupted',
    param: null,
  });

/** In the shape that clients of each operation look for. */
export function errorEvent(operation: Operation, error: StreamFault): Buffer {
  const isTyped = operation !== 'chat/completions';
  const { code, message, param } = error;
  const data = isTyped ? { type: 'error', code, message, param, error } : { error };
  return Buffer.from(`${isTyped ? 'event: error\n' : ''}data: ${JSON.stringify(data)}\n\n`);
}

const joined = (frames: readonly Buffer[]): Buffer =>
  frames.length === 1 && frames[0] ? frames[0] : Buffer.concat(frames);
