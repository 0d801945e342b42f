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
  /** The message it follows; null for the first. */
  parentId: idSchema.nullable().optional(),
  /** Every version of this message, itself included, in the order they were written: an edited question, another answer. */
  siblings: z.array(idSchema).optional(),
  refusal: refusalSchema.nullable().optional(),
  citations: z.array(citationSchema).optional(),
  sources: z.array(sourceSchema).optional(),
  grounding: groundingSchema.optional(),
  usage: usageSchema.optional(),
  degraded: z.boolean().optional(),
  suggestions: z.array(z.string()).optional(),
  /** Why the answer failed. */
  error: z.object({ code: z.string(), message: z.string() }).optional(),
  feedback: feedbackSchema.optional(),
});
export type MessageView = z.infer<typeof messageSchema>;

/** Query of `GET /api/conversations/{id}`. `limit` is messages a page, 1 to 500, default 200. */
export const conversationQuery = z.object({
  limit: z.coerce.number().int().min(1).max(500).default(200),
  cursor: idSchema.optional(),
});
export type ConversationPageQuery = z.infer<typeof conversationQuery>;

/** `GET /api/conversations/{id}`: the newest messages of the selected branch, oldest first. */
export const conversationDetailSchema = conversationSchema.extend({
  messages: z.array(messageSchema),
  /** The `cursor` of the messages before these; null if there are none. */
  nextCursor: z.string().nullable(),
});
export type ConversationDetail = z.infer<typeof conversationDetailSchema>;

/** `PATCH /api/conversations/{id}`: another title, another branch, or both. */
export const conversationPatchBody = z
  .strictObject({
    title: z.string().trim().min(1).max(300).optional(),
    /** A message: the branch through it that was written last is shown, and gone on with. */
    branch: idSchema.optional(),
  })
  .refine(({ title, branch }) => title !== undefined || branch !== undefined, 'name a title, a branch or both');
export type ConversationPatch = z.infer<typeof conversationPatchBody>;

/** Query of `GET /api/conversations/{id}/export`. */
export const exportQuery = z.object({ format: z.enum(['markdown', 'json']).default('markdown') });
export type ExportFormat = z.infer<typeof exportQuery>['format'];

/** A conversation as JSON: every message of every branch, in the order of writing. */
export const conversationExportSchema = conversationSchema.extend({
  format: z.literal('groundwork-conversation'),
  version: z.literal(1),
  /** Ids of the messages of the selected branch, in reading order. */
  branch: z.array(idSchema),
  messages: z.array(messageSchema),
});
export type ConversationExport = z.infer<typeof conversationExportSchema>;

/** `DELETE /api/chat/{conversationId}`. */
export const stopResultSchema = z.object({ stopped: z.boolean() });
export type StopResult = z.infer<typeof stopResultSchema>;
