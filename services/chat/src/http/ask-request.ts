import {
  askBody,
  idSchema,
  isUseChat,
  MAX_QUESTION_BYTES,
  questionOf,
  useChatBody,
  type UseChatBody,
} from '@shared/contracts';
import { InvalidInput } from '@shared/errors';
import { describeIssues } from '@shared/http';
import type { z } from 'zod';
import type { AskRequest } from '../answers/chat.service.js';
import { QuestionEmpty, QuestionTooLarge } from './question-errors.js';

/**
 * What is asked, from our own body or from the one `useChat()` posts.
 * @throws {QuestionEmpty | QuestionTooLarge | InvalidInput}
 */
export function toAskRequest(body: unknown): AskRequest {
  return isUseChat(body) ? fromUseChat(parsed(useChatBody, body)) : fromOurs(body);
}

function fromOurs(body: unknown): AskRequest {
  if (isRecord(body) && typeof body['message'] === 'string') checked(body['message']);
  const { message, ...rest } = parsed(askBody, body);
  return { question: message, ...rest, regenerate: false, mayBegin: false };
}

function fromUseChat({ id, messages, trigger, documentIds, tags, parentId, ...body }: UseChatBody): AskRequest {
  const last = messages.findLast(({ role }) => role === 'user');
  const question = checked(questionOf({ messages }));
  const regenerate = trigger === 'regenerate-message';
  const messageId = idSchema.safeParse(last?.id);
  const regenerates = idSchema.safeParse(body.messageId);
  return {
    question,
    conversationId: id,
    ...(documentIds ? { documentIds } : {}),
    ...(tags ? { tags } : {}),
    // A client may number its messages as it likes; only a well-formed id makes a repeat recognisable.
    ...(messageId.success ? { messageId: messageId.data } : {}),
    ...(parentId === undefined ? {} : { parentId }),
    ...(regenerate && regenerates.success ? { regenerates: regenerates.data } : {}),
    regenerate,
    mayBegin: true,
  };
}

function checked(text: string): string {
  const question = text.trim();
  if (question === '') throw new QuestionEmpty();
  if (Buffer.byteLength(question) > MAX_QUESTION_BYTES) throw new QuestionTooLarge();
  return question;
}

function parsed<Schema extends z.ZodType>(schema: Schema, body: unknown): z.infer<Schema> {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  throw new InvalidInput(describeIssues(result.error.issues));
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
