import { at, conversation, everyone, json, onNewConversation, question, readers, told, type Row } from './row.ts';
import { ASKED } from './scene.ts';

export const chatRows: readonly Row[] = [
  {
    route: 'POST /api/search',
    call: at('POST', '/api/search', { query: 'lighthouse', top: 5 }),
    outcomes: readers('200 title secret aside', '200'),
  },
  {
    route: 'POST /api/chat',
    call: () => ({ method: 'POST', path: '/api/chat', body: { message: question }, headers: json }),
    outcomes: readers('200 title secret aside', '200'),
  },
  {
    route: 'POST /api/chat',
    what: 'as a stream',
    call: () => ({ method: 'POST', path: '/api/chat', body: { message: question } }),
    outcomes: readers('200 title secret', '200'),
  },
  {
    route: 'POST /api/chat',
    what: "to go on with the owner's conversation",
    call: ({ newConversation }) =>
      newConversation().then(({ conversationId }) => ({
        method: 'POST',
        path: '/api/chat',
        body: { message: 'And what else?', conversationId },
        headers: json,
      })),
    outcomes: conversation('200'),
  },
  {
    route: 'GET /api/chat/{conversationId}/stream',
    call: onNewConversation('GET', '/api/chat/{conversationId}/stream'),
    outcomes: everyone('204'),
  },
  {
    route: 'DELETE /api/chat/{conversationId}',
    call: onNewConversation('DELETE', '/api/chat/{conversationId}'),
    outcomes: everyone('200'),
  },
  {
    route: 'GET /api/conversations',
    call: at('GET', `/api/conversations?query=${ASKED}`),
    // The ex-member asked the same once.
    outcomes: told('200 asked', '200', '200', '200', '200 asked', '200', '200', '200'),
  },
  {
    route: 'GET /api/conversations/{conversationId}',
    call: at('GET', '/api/conversations/{conversationId}'),
    outcomes: conversation('200 title secret aside asked'),
  },
  {
    route: 'GET /api/conversations/{conversationId}/export',
    call: at('GET', '/api/conversations/{conversationId}/export?format=json'),
    outcomes: conversation('200 title secret aside asked'),
  },
  {
    route: 'PATCH /api/conversations/{conversationId}',
    call: onNewConversation('PATCH', '/api/conversations/{conversationId}', { title: 'Renamed' }),
    outcomes: conversation('200'),
  },
  {
    route: 'DELETE /api/conversations/{conversationId}',
    call: onNewConversation('DELETE', '/api/conversations/{conversationId}'),
    outcomes: conversation('204'),
  },
  {
    route: 'POST /api/conversations/{conversationId}/messages/{messageId}/feedback',
    call: onNewConversation('POST', '/api/conversations/{conversationId}/messages/{messageId}/feedback', {
      rating: 'down',
    }),
    outcomes: conversation('204'),
  },
];
