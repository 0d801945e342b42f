import type { ChatAnswer, Citation, MessageView } from '@shared/contracts';
import type { UiChunk, UiCitation } from './ui-chunk.js';
import { results } from './ui-stream.js';

/** An answer that is kept, told once more to a client that sent its question again. */
export function keptChunks(conversationId: string, title: string, answer: MessageView, model: string): UiChunk[] {
  const metadata = { conversationId, messageId: answer.id, model };
  const body = whole(conversationId, answer);
  const { citations, refusal, degraded } = body;
  const first = citations.filter(({ n }, i) => citations.findIndex((other) => other.n === n) === i);
  const text: UiChunk[] = [
    { type: 'text-start', id: 'answer' },
    { type: 'text-delta', id: 'answer', delta: answer.text },
    { type: 'text-end', id: 'answer', citations: citations.map(uiCitation) },
  ];
  return [
    { type: 'start', messageId: answer.id, messageMetadata: metadata },
    { type: 'data-conversation', id: 'conversation', data: { conversationId, title } },
    ...(degraded ? [{ type: 'data-degraded', id: 'degraded', data: { degraded } } as const] : []),
    ...first.map(
      (citation) => ({ type: 'source-document', sourceId: String(citation.n), ...document(citation) }) as const,
    ),
    ...(refusal ? [{ type: 'data-refusal', id: 'refusal', data: refusal } as const] : []),
    ...(answer.text ? text : []),
    ...results(body),
    answer.status === 'stopped'
      ? { type: 'abort', reason: 'The answer was stopped.' }
      : { type: 'finish', finishReason: 'stop', messageMetadata: metadata },
  ];
}

/** A kept answer in the shape of a new one. */
export function whole(conversationId: string, answer: MessageView): ChatAnswer {
  return {
    conversationId,
    messageId: answer.id,
    answer: answer.text,
    refusal: answer.refusal ?? null,
    citations: answer.citations ?? [],
    sources: answer.sources ?? [],
    grounding: answer.grounding ?? { grounded: false, sentences: [] },
    usage: answer.usage ?? { inputTokens: 0, outputTokens: 0, totalTokens: 0 },
    degraded: answer.degraded ?? false,
    suggestions: answer.suggestions ?? [],
  };
}

// What kind of file it was is not kept with a citation; the client opens the document by its id.
const document = (citation: Citation) => ({
  mediaType: 'application/octet-stream',
  title: citation.title,
  providerMetadata: { groundwork: citation },
});

const uiCitation = (citation: Citation): UiCitation => ({
  source: { type: 'source', sourceType: 'document', id: String(citation.n), ...document(citation) },
  startIndex: citation.answerStart,
  endIndex: citation.answerEnd,
  citedText: citation.quote,
});
