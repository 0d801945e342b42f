import { z } from 'zod';
import { citationSchema, groundingSchema, refusalSchema, sourceSchema, usageSchema } from './chat.js';
import { idSchema, pageOf, timeSchema } from './common.js';

/** One conversation in a listing. */
export const conversationSchema = z.object({
  id: idSchema,
  title: z.string(),
  createdAt: timeSchema,
  updatedAt: timeSchema,
});
export type ConversationView = z.infer<typeof conversationSchema>;
export const conversationPageSchema = pageOf(conversationSchema);

/** What a reader thought of an answer. */
export const feedbackSchema = z.object({ rating: z.enum(['up', 'down']), comment: z.string().optional() });
export const feedbackBody = z.strictObject({
  rating: z.enum(['up', 'down']),
  comment: z.string().trim().max(4_000).optional(),
});
export type FeedbackBody = z.infer<typeof feedbackBody>;

/** `complete`: answered or refused. `stopped`: by the user. `partial`: nobody was there to read the rest. `failed`: see `error`. */
export const messageStatusSchema = z.enum(['running', 'complete', 'stopped', 'partial', 'failed']);
export type MessageStatus = z.infer<typeof messageStatusSchema>;

/** One message of a conversation. The fields of an answer are on assistant messages only. */
export const messageSchema = z.object({
  id: idSchema,
  role: z.enum(['user', 'assistant']),
  text: z.string(),
  createdAt: timeSchema,
  status: messageStatusSchema,
  refusal: refusalSchema.nullable().optional(),
  citations: z.array(citationSchema).optional(),
  sources: z.array(sourceSchema).optional(),
  grounding: groundingSchema.optional(),
  usage: usageSchema.optional(),
  degraded: z.boolean().optional(),
  /** Why the answer failed. */
  error: z.object({ code: z.string(), message: z.string() }).optional(),
  feedback: feedbackSchema.optional(),
});
export type MessageView = z.infer<typeof messageSchema>;

/** `GET /api/conversations/{id}`: messages oldest first. */
export const conversationDetailSchema = conversationSchema.extend({ messages: z.array(messageSchema) });
export type ConversationDetail = z.infer<typeof conversationDetailSchema>;

/** `PATCH /api/conversations/{id}`. */
export const conversationPatchBody = z.strictObject({ title: z.string().trim().min(1).max(300) });
export type ConversationPatch = z.infer<typeof conversationPatchBody>;

/** `DELETE /api/chat/{conversationId}`. */
export const stopResultSchema = z.object({ stopped: z.boolean() });
export type StopResult = z.infer<typeof stopResultSchema>;
