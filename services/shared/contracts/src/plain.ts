import { z } from 'zod';
import { usageSchema } from './chat.js';

/** Longest `query` of `GET /completion`, in characters: what fits a URL everywhere. */
const MAX_QUERY_CHARS = 8_000;

/** `POST /chat`, the plain endpoint of small wrappers: straight to the default chat deployment, no documents. */
export const plainChatBody = z.looseObject({
  messages: z
    .array(z.looseObject({ role: z.enum(['system', 'user', 'assistant']), content: z.string() }))
    .min(1)
    .max(1_000),
});
export type PlainChatBody = z.infer<typeof plainChatBody>;
export const plainChatResult = z.object({
  message: z.object({ role: z.literal('assistant'), content: z.string() }),
  model: z.string(),
  usage: usageSchema,
});
export type PlainChatResult = z.infer<typeof plainChatResult>;

/** `GET /completion?query=`. */
export const completionQuery = z.object({
  query: z.string().trim().min(1).max(MAX_QUERY_CHARS).default('how are you?'),
});
export const completionResult = z.object({ completion: z.string(), model: z.string(), usage: usageSchema });
export type CompletionResult = z.infer<typeof completionResult>;
