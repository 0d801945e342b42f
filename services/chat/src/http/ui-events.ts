import type { SseEvent } from '@shared/http';
import type { Numbered } from '../answers/replay-buffer.js';
import type { UiChunk } from '../stream/ui-chunk.js';

/** Beside the headers of every event stream: which protocol the events speak. */
export const UI_STREAM_HEADERS = { 'x-vercel-ai-ui-message-stream': 'v1' } as const;

/** The last event of every stream. */
const DONE: SseEvent = { data: '[DONE]' };

/** Chunks as events. The id names the answer as well, so that it is never applied to another. */
export async function* uiEvents(chunks: AsyncIterable<Numbered<UiChunk>>, messageId: string): AsyncGenerator<SseEvent> {
  for await (const { number, item } of chunks) yield { id: `${number}-${messageId}`, data: item };
  yield DONE;
}

/** Chunks that are all there already. */
export async function* numbered(chunks: readonly UiChunk[]): AsyncGenerator<Numbered<UiChunk>> {
  for (const [i, item] of chunks.entries()) yield { number: i + 1, item };
}

/** The last chunk of this answer that a reader has, from its `Last-Event-ID`; 0 if it has none of it. */
export function lastNumberOf(lastEventId: string | undefined, messageId: string): number {
  const [, number, answer] = /^(\d{1,9})-(.+)$/.exec(lastEventId ?? '') ?? [];
  return answer === messageId ? Number(number) : 0;
}
