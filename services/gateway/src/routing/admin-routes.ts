import {
  apiKeyBody,
  apiKeyPageSchema,
  auditPageSchema,
  deploymentsSchema,
  erasedSchema,
  feedbackQuery,
  meSchema,
  newApiKeySchema,
  pageQuery,
  usageQuery,
  usageResultSchema,
  webConfigSchema,
} from '@shared/contracts';
import type { PublicRoute } from './public-route.js';

const admin = { owner: 'gateway', tag: 'admin', access: 'admin' } as const;

/** Who is asking, and what administrators of a tenant see and do. */
export const adminRoutes: readonly PublicRoute[] = [
  {
    owner: 'gateway',
    tag: 'service',
    access: 'open',
    method: 'GET',
    path: '/config.json',
    summary: 'How one signs in here (null where nobody does), and how large a file may be.',
    answers: { 200: { description: 'What the web app must know before it sends anything.', schema: webConfigSchema } },
  },
  {
    owner: 'gateway',
    tag: 'service',
    method: 'GET',
    path: '/api/me',
    summary: 'Who you are here, and your roles.',
    answers: { 200: { description: 'You.', schema: meSchema } },
  },
  {
    ...admin,
    method: 'GET',
    path: '/api/admin/keys',
    summary: 'List the API keys of your tenant, the newest first; never the keys themselves.',
    answers: { 200: { description: 'All keys, revoked ones too.', schema: apiKeyPageSchema } },
  },
  {
    ...admin,
    method: 'POST',
    path: '/api/admin/keys',
    summary: 'Make an API key. The key is in this answer and nowhere else.',
    body: { json: apiKeyBody },
    answers: { 201: { description: 'The key.', schema: newApiKeySchema } },
  },
  {
    ...admin,
    method: 'DELETE',
    path: '/api/admin/keys/{keyId}',
    summary: 'Revoke an API key; it is refused everywhere within 30 seconds.',
    answers: { 204: { description: 'Revoked.' } },
  },
  {
    ...admin,
    method: 'GET',
    path: '/api/admin/audit',
    summary: 'Read who uploaded, shared, deleted and made keys, newest first.',
    query: pageQuery,
    answers: { 200: { description: 'One page of the record.', schema: auditPageSchema } },
  },
  {
    ...admin,
    method: 'GET',
    path: '/api/admin/usage',
    summary: 'What each caller used, by day; the last 30 days unless others are asked for.',
    query: usageQuery,
    answers: { 200: { description: 'Newest day first.', schema: usageResultSchema } },
  },
  {
    owner: 'chat',
    tag: 'admin',
    access: 'admin',
    method: 'GET',
    path: '/api/admin/feedback',
    summary: 'Opinions on answers, with their questions, as JSON lines for evals.',
    query: feedbackQuery,
    answers: { 200: { description: 'One opinion a line.', mediaType: 'application/x-ndjson' } },
  },
  {
    ...admin,
    method: 'GET',
    path: '/api/admin/users/{userId}/data',
    summary: 'Export all that is kept of one person, as JSON lines.',
    answers: { 200: { description: 'Documents, conversations and usage.', mediaType: 'application/x-ndjson' } },
  },
  {
    ...admin,
    method: 'DELETE',
    path: '/api/admin/users/{userId}/data',
    summary: 'Erase all that is kept of one person.',
    answers: { 200: { description: 'What was taken away.', schema: erasedSchema } },
  },
  {
    ...admin,
    method: 'GET',
    path: '/api/admin/deployments',
    summary:
      'How the model deployments stand, as this replica sees them: healthy, throttled, open, half open, refusing us.',
    answers: { 200: { description: 'All deployments, in the order of the configuration.', schema: deploymentsSchema } },
  },
];
