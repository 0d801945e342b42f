import { type ConversationDetail, type ConversationView, type FeedbackBody, type Page } from '@shared/contracts';
import { getJson, request, sendJson } from './client.js';

const at = (id: string, rest = '') => `/api/conversations/${encodeURIComponent(id)}${rest}`;

/** One page of the reader's conversations, latest first. */
export const listConversations = (cursor: string | null, signal?: AbortSignal) =>
  getJson<Page<ConversationView>>(
    `/api/conversations?limit=50${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`,
    signal,
  );

export const getConversation = (id: string, signal?: AbortSignal) => getJson<ConversationDetail>(at(id), signal);

export const renameConversation = async (id: string, title: string) => (await sendJson('PATCH', at(id), { title })).ok;

export const deleteConversation = async (id: string) => (await request(at(id), { method: 'DELETE' })).ok;

/** Keeps a reader's opinion of one answer; a second one replaces the first. */
export const sendFeedback = async (conversationId: string, messageId: string, feedback: FeedbackBody) =>
  (await sendJson('POST', at(conversationId, `/messages/${encodeURIComponent(messageId)}/feedback`), feedback)).ok;

/** Asks the server to stop the answer that runs in this conversation. Closing the connection would not: it may be resumed. */
export const stopAnswer = async (conversationId: string) =>
  (
    await request(`/api/chat/${encodeURIComponent(conversationId)}`, {
      method: 'DELETE',
      signal: AbortSignal.timeout(STOP_TIMEOUT_MS),
    })
  ).ok;

/** Longest wait for a stop, in milliseconds: the server promises 100 ms, and 1 s across replicas. */
const STOP_TIMEOUT_MS = 1_500;
