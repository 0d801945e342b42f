import type { SseEvent } from '@shared/http';
import { failureOf } from '../answers/failure.js';
import type { NumberedLine } from '../ports/answer-relay.port.js';
import type { UiChunk } from '../stream/ui-chunk.js';
import { failureChunks } from '../stream/ui-stream.js';

/** Beside the headers of every event stream: which protocol the events speak. */
export const UI_STREAM_HEADERS = { 'x-vercel-ai-ui-message-stream': 'v1' } as const;

/** The last event of every stream. */
const DONE: SseEvent = { data: '[DONE]' };

/**
 * Lines as events. The id names the answer as well, so that it is never applied to another. A stream that cannot be read
 * on says so in its last events, like an answer that failed; those have no id, because they are no part of the answer.
 */
export async function* uiEvents(lines: AsyncIterable<NumberedLine>, messageId: string): AsyncGenerator<SseEvent> {
  try {
    for await (const { number, line } of lines) yield { id: `${number}-${messageId}`, data: line };
  } catch (error) {
    for (const chunk of failureChunks(failureOf(error))) yield { data: chunk };
  }
  yield DONE;
}

/** Chunks that are all there already. */
export async function* numbered(chunks: readonly UiChunk[]): AsyncGenerator<NumberedLine> {
  for (const [i, chunk] of chunks.entries()) yield { number: i + 1, line: JSON.stringify(chunk) };
}

/** The last chunk of this answer that a reader has, from its `Last-Event-ID`; 0 if it has none of it. */
export function lastNumberOf(lastEventId: string | undefined, messageId: string): number {
  const [, number, answer] = /^(\d{1,9})-(.+)$/.exec(lastEventId ?? '') ?? [];
  return answer === messageId ? Number(number) : 0;
}
