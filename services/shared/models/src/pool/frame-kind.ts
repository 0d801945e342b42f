import { dataOf } from './event-frames.js';

/** What a frame of a streamed answer means for a failover. */
export type FrameKind =
  /** Says nothing yet: keep-alives, prompt annotations, roles, empty deltas, `response.created` and the like. */
  | { readonly kind: 'preamble' }
  /** From here on the client has something: no failover any more. */
  | { readonly kind: 'content' }
  /** The answer failed, inside a stream that began with 200. */
  | { readonly kind: 'error'; readonly error: StreamError };

/** The error object of a stream. */
export interface StreamError {
  readonly message: string;
  readonly type: string | null;
  readonly code: string | null;
  readonly param: string | null;
}

const PREAMBLE = { kind: 'preamble' } as const;
const CONTENT = { kind: 'content' } as const;

/** Events of the Responses API that come before anything meaningful. */
const RESPONSES_PREAMBLE = new Set([
  'response.created',
  'response.queued',
  'response.in_progress',
  'response.output_item.added',
  'response.content_part.added',
  'keepalive',
]);

/** Classifies one frame of a chat completion, a response or a transcription. What is not understood is content. */
export function kindOf(frame: Buffer): FrameKind {
  const data = dataOf(frame);
  if (data === undefined || data === '') return PREAMBLE;
  const event = parsed(data);
  if (!isRecord(event)) return CONTENT;
  const error = errorOf(event);
  if (error) return { kind: 'error', error };
  if (typeof event['type'] === 'string') return RESPONSES_PREAMBLE.has(event['type']) ? PREAMBLE : CONTENT;
  return isChatPreamble(event) ? PREAMBLE : CONTENT;
}

/** `{"error": {...}}`, `{"type": "error", ...}` and `response.failed`. */
function errorOf(event: Readonly<Record<string, unknown>>): StreamError | undefined {
  if (isRecord(event['error'])) return asError(event['error']);
  if (event['type'] === 'error') return asError(event);
  if (event['type'] !== 'response.failed' || !isRecord(event['response'])) return undefined;
  const inner = event['response']['error'];
  return asError(isRecord(inner) ? inner : {});
}

const word = (value: unknown): string | null => (typeof value === 'string' ? value : null);
const asError = (error: Readonly<Record<string, unknown>>): StreamError => ({
  message: word(error['message']) ?? '',
  type: word(error['type']),
  code: word(error['code']) ?? (typeof error['code'] === 'number' ? String(error['code']) : null),
  param: word(error['param']),
});

/** No choices yet, or every delta has only a role or empty text and nothing has finished. */
function isChatPreamble({ choices }: Readonly<Record<string, unknown>>): boolean {
  if (!Array.isArray(choices)) return false;
  return choices.every(
    (choice: unknown) => isRecord(choice) && !choice['finish_reason'] && isEmptyDelta(choice['delta']),
  );
}

/** Fields of a first delta that carry nothing when they are empty. */
const isEmptyDelta = (delta: unknown): boolean =>
  delta === undefined ||
  (isRecord(delta) &&
    Object.entries(delta).every(([name, value]) => name === 'role' || value === null || value === ''));

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function parsed(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    // `[DONE]`, or a line that another server wrote badly: one bad line is no reason to give up a stream.
    return undefined;
  }
}
