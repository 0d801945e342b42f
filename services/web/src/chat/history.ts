import { type MessageView, type Source } from '@shared/contracts';
import { type ChatMessage } from './types.js';

type Part = ChatMessage['parts'][number];

/** A kept message in the shape of a streamed one, so that both are drawn by the same code. */
export function fromHistory(view: MessageView, conversationId: string): ChatMessage {
  const { id, role, status, feedback, siblings = [] } = view;
  return {
    id,
    role,
    metadata: {
      conversationId,
      messageId: id,
      status,
      ...(siblings.length > 1 ? { siblings } : {}),
      ...(feedback
        ? { feedback: { rating: feedback.rating, ...(feedback.comment ? { comment: feedback.comment } : {}) } }
        : {}),
    },
    parts: role === 'user' ? [{ type: 'text', text: view.text }] : answerParts(view),
  };
}

function answerParts(view: MessageView): Part[] {
  const { text, citations = [], sources = [], refusal, grounding, degraded, suggestions = [], error } = view;
  const parts: Part[] = sources.map((source, at) => {
    const quote = citations.find(({ n }) => n === source.n)?.quote;
    return {
      type: 'source-document',
      sourceId: source.n === undefined ? `read-${at + 1}` : String(source.n),
      mediaType: 'text/plain',
      title: source.title,
      providerMetadata: { groundwork: { ...placed(source), ...(quote ? { quote } : {}) } },
    };
  });
  if (text !== '') {
    parts.push({
      type: 'text',
      text,
      state: 'done',
      citations: citations.map(({ n, title, documentId, quote, answerStart, answerEnd }) => ({
        source: {
          type: 'source',
          sourceType: 'document',
          id: String(n),
          mediaType: 'text/plain',
          title,
          providerMetadata: { groundwork: { n, documentId } },
        },
        startIndex: answerStart,
        endIndex: answerEnd,
        citedText: quote,
      })),
    });
  }
  if (refusal) parts.push({ type: 'data-refusal', data: refusal });
  if (grounding) parts.push({ type: 'data-grounding', data: grounding });
  if (degraded) parts.push({ type: 'data-degraded', data: { degraded: true } });
  if (suggestions.length > 0) parts.push({ type: 'data-suggestions', data: { questions: suggestions } });
  if (error) parts.push({ type: 'data-error', data: error });
  return parts;
}

/** A source without its absent fields: provider metadata is JSON, which knows no `undefined`. */
function placed({ n, documentId, title, page, heading, lines, text, score, start, end }: Source) {
  return {
    documentId,
    title,
    text,
    score,
    start,
    end,
    ...(n === undefined ? {} : { n }),
    ...(page === undefined ? {} : { page }),
    ...(heading === undefined ? {} : { heading }),
    ...(lines === undefined ? {} : { lines }),
  };
}
