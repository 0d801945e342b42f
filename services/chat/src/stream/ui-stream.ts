import type { ChatMessageMetadata, Citation } from '@shared/contracts';
import { AnswerStopped } from '../answers/answer-ends.js';
import type { AnswerBody, AnswerEvent } from '../answers/answer-event.js';
import type { Failure } from '../answers/failure.js';
import type { Passage } from '../retrieval/passage.js';
import type { UiChunk, UiCitation } from './ui-chunk.js';

/** The one text part of an answer. */
const TEXT_ID = 'answer';

/**
 * Tells an answer as chunks of the AI SDK's UI message stream: `start` first, exactly one of `finish`, `abort` and
 * `error` last, every `text-start` closed before it.
 */
export class UiStream {
  private isTextOpen = false;
  private hasText = false;
  private readonly documents = new Map<number, Passage>();

  constructor(
    private readonly metadata: ChatMessageMetadata,
    private readonly title: string,
  ) {}

  begin(): UiChunk[] {
    const { conversationId, messageId } = this.metadata;
    return [
      { type: 'start', messageId, messageMetadata: this.metadata },
      { type: 'data-conversation', id: 'conversation', data: { conversationId, title: this.title } },
    ];
  }

  /** The chunks of one event. */
  tell(event: AnswerEvent): UiChunk[] {
    switch (event.type) {
      case 'stage':
        return [{ type: 'data-status', data: { stage: event.stage }, transient: true }];
      case 'degraded':
        return [{ type: 'data-degraded', id: 'degraded', data: { degraded: true } }];
      case 'source':
        return [this.source(event.citation, event.passage)];
      case 'text':
        return this.text(event.text);
      case 'refusal':
        return [{ type: 'data-refusal', id: 'refusal', data: event.refusal }];
      case 'done':
        return [
          ...this.close(event.answer.citations),
          ...results(event.answer),
          { type: 'finish', finishReason: event.finish, messageMetadata: this.metadata },
        ];
    }
  }

  /** The end of an answer that was stopped or failed, with what it had come to. */
  fail(failure: Failure, partial: AnswerBody): UiChunk[] {
    const closing = this.close(partial.citations);
    if (failure.code === new AnswerStopped().code) {
      return [...closing, ...(this.hasText ? results(partial) : []), { type: 'abort', reason: failure.message }];
    }
    return [...closing, ...failureChunks(failure)];
  }

  private text(delta: string): UiChunk[] {
    const opening: UiChunk[] = this.isTextOpen ? [] : [{ type: 'text-start', id: TEXT_ID }];
    this.isTextOpen = true;
    this.hasText = true;
    return [...opening, { type: 'text-delta', id: TEXT_ID, delta }];
  }

  private close(citations: readonly Citation[]): UiChunk[] {
    if (!this.isTextOpen) return [];
    this.isTextOpen = false;
    return [{ type: 'text-end', id: TEXT_ID, citations: citations.flatMap((citation) => this.citation(citation)) }];
  }

  private source(citation: Citation, passage: Passage): UiChunk {
    this.documents.set(citation.n, passage);
    return { type: 'source-document', sourceId: String(citation.n), ...described(citation, passage) };
  }

  private citation(citation: Citation): UiCitation[] {
    const passage = this.documents.get(citation.n);
    if (!passage) return [];
    const source = {
      type: 'source',
      sourceType: 'document',
      id: String(citation.n),
      ...described(citation, passage),
    } as const;
    return [{ source, startIndex: citation.answerStart, endIndex: citation.answerEnd, citedText: citation.quote }];
  }
}

/** The last chunks of a stream that fails. */
export const failureChunks = (failure: Failure): UiChunk[] => [
  { type: 'data-error', id: 'error', data: { ...failure } },
  { type: 'error', errorText: failure.message },
];

function described(citation: Citation, { mediaType, fileName }: Pick<Passage, 'mediaType' | 'fileName'>) {
  return { mediaType, title: citation.title, filename: fileName, providerMetadata: { groundwork: citation } };
}

/** What is told of an answer beside its text, at its end. */
export function results({ grounding, usage, suggestions }: AnswerBody): UiChunk[] {
  return [
    { type: 'data-grounding', id: 'grounding', data: grounding },
    { type: 'data-usage', id: 'usage', data: usage },
    ...(suggestions.length === 0
      ? []
      : [{ type: 'data-suggestions', id: 'suggestions', data: { questions: suggestions } } as const]),
  ];
}
