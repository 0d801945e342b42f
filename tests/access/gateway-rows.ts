import { admins, at, everyone, question, type Row } from './row.ts';

export const plainRows: readonly Row[] = [
  {
    route: 'POST /chat',
    call: () => ({ method: 'POST', path: '/chat', body: { messages: [{ role: 'user', content: question }] } }),
    outcomes: everyone('200'),
  },
  { route: 'GET /completion', call: at('GET', '/completion?query=hello'), outcomes: everyone('200') },
  { route: 'GET /api/me', call: at('GET', '/api/me'), outcomes: everyone('200') },
];

const PERSON = '/api/admin/users/{userId}/data';
export const administrationRows: readonly Row[] = [
  { route: 'GET /api/admin/keys', call: at('GET', '/api/admin/keys'), outcomes: admins('200', '200') },
  {
    route: 'POST /api/admin/keys',
    call: at('POST', '/api/admin/keys', { name: 'Another', roles: ['reader'] }),
    outcomes: admins('201', '201'),
  },
  {
    route: 'DELETE /api/admin/keys/{keyId}',
    call: async ({ newKeyId }) => ({ method: 'DELETE', path: `/api/admin/keys/${await newKeyId()}` }),
    outcomes: admins('204', '404 key_missing'),
  },
  { route: 'GET /api/admin/audit', call: at('GET', '/api/admin/audit?limit=100'), outcomes: admins('200', '200') },
  { route: 'GET /api/admin/usage', call: at('GET', '/api/admin/usage'), outcomes: admins('200', '200') },
  { route: 'GET /api/admin/deployments', call: at('GET', '/api/admin/deployments'), outcomes: admins('200', '200') },
  // Who gives an opinion shows question and answer to the administrators, and no source.
  {
    route: 'GET /api/admin/feedback',
    call: at('GET', '/api/admin/feedback'),
    outcomes: admins('200 secret asked', '200'),
  },
  // All that is kept of a person: the titles of their documents and their conversations, and no word of any source.
  {
    route: `GET ${PERSON}`,
    call: at('GET', '/api/admin/users/owner/data'),
    outcomes: admins('200 title secret asked', '200'),
  },
  { route: `DELETE ${PERSON}`, call: at('DELETE', '/api/admin/users/leaver/data'), outcomes: admins('200', '200') },
];

export const openRows: readonly Row[] = [
  ['/', '/'],
  ['/*', '/documents'],
  ['/config.json', '/config.json'],
  ['/health', '/health'],
  ['/health/live', '/health/live'],
  ['/health/ready', '/health/ready'],
  ['/api/openapi.json', '/api/openapi.json'],
  ['/api/docs', '/api/docs'],
  ['/api/docs/start.js', '/api/docs/start.js'],
  ['/api/docs/{asset}', '/api/docs/swagger-ui.css'],
].map(([route, path]) => ({
  route: `GET ${route}`,
  call: () => ({ method: 'GET', path: path ?? '' }),
  outcomes: { open: '200' },
}));
