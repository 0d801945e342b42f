import { z } from 'zod';
import {
  askBody,
  chatAnswerSchema,
  conversationDetailSchema,
  conversationExportSchema,
  conversationPageSchema,
  conversationPatchBody,
  conversationQuery,
  conversationSchema,
  exportQuery,
  feedbackBody,
  pageQuery,
  searchBody,
  searchResultSchema,
  stopResultSchema,
  useChatBody,
} from '@shared/contracts';
import type { PublicRoute } from './public-route.js';

const chat = { owner: 'chat', tag: 'chat' } as const;
const conversations = { owner: 'chat', tag: 'conversations' } as const;
const one = '/api/conversations/{conversationId}';

/** Largest body of `POST /api/chat`, in bytes: `useChat()` sends the whole history; design section 7. */
export const CHAT_MAX_BYTES = 2 * 1024 * 1024;

/** Questions, answers and what is kept of them. */
export const chatRoutes: readonly PublicRoute[] = [
  {
    ...chat,
    method: 'POST',
    path: '/api/chat',
    summary: 'Ask a question. Streams by default; with Accept: application/json one JSON answer.',
    body: { json: z.union([askBody, useChatBody]) },
    bodyMaxBytes: CHAT_MAX_BYTES,
    streams: true,
    answers: {
      200: {
        description: 'The answer as a UI message stream of the AI SDK, or as one JSON object.',
        schema: chatAnswerSchema,
        mediaType: 'text/event-stream',
      },
    },
  },
  {
    ...chat,
    method: 'GET',
    path: '/api/chat/{conversationId}/stream',
    summary: 'Join the running answer again; Last-Event-ID goes on after that event.',
    streams: true,
    answers: {
      200: { description: 'The running answer, from its beginning.', mediaType: 'text/event-stream' },
      204: { description: 'No answer is running.' },
    },
  },
  {
    ...chat,
    method: 'DELETE',
    path: '/api/chat/{conversationId}',
    summary: 'Stop the running answer; what was written so far is kept.',
    answers: { 200: { description: 'Whether an answer was running.', schema: stopResultSchema } },
  },
  {
    owner: 'chat',
    tag: 'search',
    method: 'POST',
    path: '/api/search',
    summary: 'Find passages in the documents you may see.',
    body: { json: searchBody },
    answers: { 200: { description: 'Passages, best first.', schema: searchResultSchema } },
  },
  {
    ...conversations,
    method: 'GET',
    path: '/api/conversations',
    summary: 'List your conversations, the latest first.',
    query: pageQuery.extend({ query: z.string().max(200).optional() }),
    answers: { 200: { description: 'One page of conversations.', schema: conversationPageSchema } },
  },
  {
    ...conversations,
    method: 'GET',
    path: one,
    summary: 'Read one conversation: the newest messages of its selected branch; nextCursor leads to those before.',
    query: conversationQuery,
    answers: { 200: { description: 'The conversation.', schema: conversationDetailSchema } },
  },
  {
    ...conversations,
    method: 'PATCH',
    path: one,
    summary: 'Rename a conversation, or select the branch through one of its messages.',
    body: { json: conversationPatchBody },
    answers: { 200: { description: 'The changed conversation.', schema: conversationSchema } },
  },
  {
    ...conversations,
    method: 'DELETE',
    path: one,
    summary: 'Delete a conversation.',
    answers: { 204: { description: 'Gone.' } },
  },
  {
    ...conversations,
    method: 'GET',
    path: `${one}/export`,
    summary: 'Download a conversation: its selected branch as Markdown with sources, or all of it as JSON.',
    query: exportQuery,
    answers: {
      200: { description: 'The file.', schema: conversationExportSchema, mediaType: 'text/markdown' },
    },
  },
  {
    ...conversations,
    method: 'POST',
    path: `${one}/messages/{messageId}/feedback`,
    summary: 'Say whether an answer helped.',
    body: { json: feedbackBody },
    answers: { 204: { description: 'Kept.' } },
  },
];
