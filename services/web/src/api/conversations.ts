import { type ConversationDetail, type ConversationView, type FeedbackBody, type Page } from '@shared/contracts';
import { getJson, request, sendJson } from './client.js';

const at = (id: string, rest = '') => `/api/conversations/${encodeURIComponent(id)}${rest}`;

/** One page of the reader's conversations, latest first. */
export const listConversations = (cursor: string | null, words = '', signal?: AbortSignal) => {
  const query = new URLSearchParams({ limit: '50' });
  if (cursor !== null) query.set('cursor', cursor);
  if (words !== '') query.set('query', words);
  return getJson<Page<ConversationView>>(`/api/conversations?${query.toString()}`, signal);
};

/** The newest messages of the selected branch; with a cursor those before them. */
export const getConversation = (id: string, signal?: AbortSignal, cursor?: string) =>
  getJson<ConversationDetail>(at(id, cursor === undefined ? '' : `?cursor=${encodeURIComponent(cursor)}`), signal);

/** Shows, from now on, the branch through a message. */
export const selectBranch = async (id: string, messageId: string) =>
  (await sendJson('PATCH', at(id), { branch: messageId })).ok;

export const exportAddress = (id: string, format: 'markdown' | 'json') => at(id, `/export?format=${format}`);

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
