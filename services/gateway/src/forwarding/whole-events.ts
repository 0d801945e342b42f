import { AnswerInterrupted } from './errors.js';

const EVENT_END = '\n\n';
const TERMINAL = /^data: \{"type":"(?:finish|abort|error)"/m;
const DONE = /^data: \[DONE\]$/m;

/**
 * An answer's event stream, whole event by whole event. One that breaks off before its end is ended in the stream, with a
 * code, instead of by a cut connection: to its reader every answer has exactly one end.
 *
 * @param left aborts when the reader is gone, who needs to be told nothing more.
 * @param seen gets to see the events of the answer as they pass.
 */
export async function* wholeEvents(
  body: AsyncIterable<Buffer | string>,
  left: AbortSignal,
  seen: (events: Buffer) => void = () => undefined,
): AsyncGenerator<Buffer> {
  let rest = Buffer.alloc(0);
  let hasEnd = false;
  let isDone = false;
  try {
    for await (const piece of body) {
      rest = Buffer.concat([rest, Buffer.from(piece)]);
      const end = rest.lastIndexOf(EVENT_END);
      if (end < 0) continue;
      const events = rest.subarray(0, end + EVENT_END.length);
      rest = rest.subarray(events.length);
      const text = events.toString('latin1');
      hasEnd ||= TERMINAL.test(text);
      isDone ||= DONE.test(text);
      seen(events);
      yield events;
    }
  } catch {
    if (left.aborted || isDone) return;
    yield Buffer.from(`${hasEnd ? '' : interrupted()}data: [DONE]${EVENT_END}`);
  }
}

/** Without ids: these are no part of the answer, and a reader that comes back goes on after what it has of it. */
function interrupted(): string {
  const { code, message } = new AnswerInterrupted();
  return [
    { type: 'data-error', id: 'error', data: { code, message } },
    { type: 'error', errorText: message },
  ]
    .map((chunk) => `data: ${JSON.stringify(chunk)}${EVENT_END}`)
    .join('');
}
