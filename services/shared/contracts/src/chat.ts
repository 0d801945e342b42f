import { z } from 'zod';
import { idSchema, tagScope } from './common.js';
import { placeSchema } from './search.js';

/** Longest question, in bytes of UTF-8: 50 KB, design section 7. */
export const MAX_QUESTION_BYTES = 50 * 1024;

const question = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .refine((text) => new TextEncoder().encode(text).length <= MAX_QUESTION_BYTES, 'must be at most 50 KB');

/** Our own body of `POST /api/chat`. */
export const askBody = z.strictObject({
  message: question,
  /** A conversation to go on with; without one a new conversation begins. */
  conversationId: idSchema.optional(),
  /** Answer only from these documents. */
  documentIds: z.array(idSchema).min(1).max(100).optional(),
  /** Answer only from documents that have any of these tags. */
  tags: tagScope.optional(),
  /** The client's id of this message: sending it again attaches to the same answer instead of asking twice. */
  messageId: idSchema.optional(),
  /** The answer this message follows, null for none: another branch. Without it the selected branch goes on. */
  parentId: idSchema.nullable().optional(),
});
export type AskBody = z.infer<typeof askBody>;

/** The body that `useChat()` of the AI SDK posts. Only its last user message counts; the server's own history wins. */
export const useChatBody = z.looseObject({
  id: idSchema,
  messages: z
    .array(
      z.looseObject({
        id: z.string().max(200),
        role: z.enum(['system', 'user', 'assistant']),
        parts: z.array(z.looseObject({ type: z.string(), text: z.string().optional() })),
      }),
    )
    .min(1),
  trigger: z.enum(['submit-message', 'regenerate-message']).default('submit-message'),
  messageId: z.string().max(200).optional(),
  documentIds: z.array(idSchema).min(1).max(100).optional(),
  tags: tagScope.optional(),
  parentId: idSchema.nullable().optional(),
});
export type UseChatBody = z.infer<typeof useChatBody>;

/**
 * Header by which chat tells the gateway whether an answer is made for this request (`new`) or one that another request
 * pays for (`known`).
 */
export const ANSWER_ORIGIN_HEADER = 'x-answer-origin';

/** Header by which the gateway tells chat the rules that stopped a question, with commas: it is recorded and not answered. */
export const SCREENED_HEADER = 'x-screened-by';

/** What a `useChat()` body asks: the text of its last user message. */
export function questionOf({ messages }: Pick<UseChatBody, 'messages'>): string {
  const last = messages.findLast(({ role }) => role === 'user');
  return (last?.parts ?? [])
    .flatMap((part) => (part.type === 'text' ? (part.text ?? []) : []))
    .join('\n')
    .trim();
}

/** Whether a body of `POST /api/chat` is one of `useChat()` and not our own. */
export const isUseChat = (body: unknown): boolean => typeof body === 'object' && body !== null && 'messages' in body;

/** What chat is asked, whichever body it came in. */
export interface Ask {
  question: string;
  conversationId?: string | undefined;
  documentIds?: string[] | undefined;
  tags?: string[] | undefined;
  /** The client's id of the user message. */
  messageId?: string | undefined;
  /** The answer the question follows, null for none. Undefined: the selected branch goes on. */
  parentId?: string | null | undefined;
  /** Answer a question of the conversation once more. */
  regenerate: boolean;
  /** Which: the id of its answer, or its own. Undefined: the last one. */
  regenerates?: string | undefined;
}

/** A checked citation: `[n]` in the answer stands for this passage. Offsets are UTF-16. */
export const citationSchema = placeSchema.extend({
  n: z.int().min(1),
  documentId: idSchema,
  title: z.string(),
  /** The words of the passage that support the answer, letter for letter. */
  quote: z.string(),
  /** Where the quote stands in the version's text. */
  start: z.int().min(0),
  end: z.int().min(0),
  /** Where the marker stands in the answer. */
  answerStart: z.int().min(0),
  answerEnd: z.int().min(0),
});
export type Citation = z.infer<typeof citationSchema>;

/** A passage that was given to the model; `n` is set where the answer cites it. */
export const sourceSchema = placeSchema.extend({
  n: z.int().min(1).optional(),
  documentId: idSchema,
  title: z.string(),
  score: z.number(),
  text: z.string(),
  start: z.int().min(0),
  end: z.int().min(0),
});
export type Source = z.infer<typeof sourceSchema>;

/** Why there is no answer. */
export const refusalReasonSchema = z.enum(['nothing-found', 'not-in-sources', 'screened', 'filtered']);
export type RefusalReason = z.infer<typeof refusalReasonSchema>;
export const refusalSchema = z.object({
  reason: refusalReasonSchema,
  message: z.string(),
  /** With `screened`: the rules of the screening that stopped the question. */
  rules: z.array(z.string()).optional(),
});
export type Refusal = z.infer<typeof refusalSchema>;

/** How well the cited passages carry the answer, sentence by sentence. Offsets in the answer, UTF-16. */
export const groundingSchema = z.object({
  /** True if every sentence that claims something is supported. */
  grounded: z.boolean(),
  sentences: z.array(
    z.object({
      start: z.int().min(0),
      end: z.int().min(0),
      /** Share of the sentence's content words found in the passages it cites, 0 to 1. */
      support: z.number().min(0).max(1),
      supported: z.boolean(),
      /** A model was asked about the sentence, because its words alone do not show support; `supported` is its verdict. */
      byModel: z.literal(true).optional(),
    }),
  ),
});
export type Grounding = z.infer<typeof groundingSchema>;

/** Tokens that one answer cost, over all model calls it took. */
export const usageSchema = z.object({
  inputTokens: z.int().min(0),
  outputTokens: z.int().min(0),
  totalTokens: z.int().min(0),
});
export type Usage = z.infer<typeof usageSchema>;

/** The JSON answer of `POST /api/chat` (with `Accept: application/json`). */
export const chatAnswerSchema = z.object({
  conversationId: idSchema,
  messageId: idSchema,
  answer: z.string(),
  refusal: refusalSchema.nullable(),
  /** Empty when `refusal` is not null. */
  citations: z.array(citationSchema),
  /** Best first: all that were given to the model. */
  sources: z.array(sourceSchema),
  grounding: groundingSchema,
  usage: usageSchema,
  /** Half of the search failed; the answer comes from the other half. */
  degraded: z.boolean(),
  /** Questions to go on with, from the passages that were found; empty unless `CHAT_SUGGESTIONS` asks for them. */
  suggestions: z.array(z.string()),
});
export type ChatAnswer = z.infer<typeof chatAnswerSchema>;

/** The `data-*` parts of the stream, by name (the `data-` prefix left out). */
export interface ChatDataParts {
  /** Transient: what the answer is doing. */
  status: { stage: 'searching' | 'reading' | 'answering' };
  conversation: { conversationId: string; title: string };
  refusal: Refusal;
  grounding: Grounding;
  usage: Usage;
  degraded: { degraded: true };
  suggestions: { questions: string[] };
  /** Transient: this replica drains; reconnect. */
  shutdown: Record<string, never>;
  /** Just before the terminal `error` chunk. */
  error: { code: string; message: string };
  [other: string]: unknown;
}

/** Metadata of the `start` chunk and of the message it opens. */
export interface ChatMessageMetadata {
  conversationId: string;
  messageId: string;
  model: string;
}

/** `providerMetadata.groundwork` of a `source-document` chunk. Its `sourceId` is `String(n)`. */
export type SourceMetadata = Citation;
