import { chatRows } from './chat-rows.ts';
import { documentRows } from './document-rows.ts';
import { administrationRows, openRows, plainRows } from './gateway-rows.ts';
import { openAiRows } from './openai-rows.ts';
import type { Row } from './row.ts';

/** Every public route. A route of the running product that has no row fails the test. */
export const table: readonly Row[] = [
  ...documentRows,
  ...chatRows,
  ...openAiRows,
  ...plainRows,
  ...administrationRows,
  ...openRows,
];

/** Routes of the services that no public route leads to by name: whom they serve is in the comment. */
export const BEHIND_ONLY: Readonly<Record<'chat' | 'ingestion', readonly string[]>> = {
  chat: [
    'GET /health/live',
    'GET /health/ready',
    // The gateway asks every service for its part.
    'GET /internal/admin/users/{userId}/data',
    'DELETE /internal/admin/users/{userId}/data',
  ],
  ingestion: [
    'GET /health/live',
    'GET /health/ready',
    'GET /internal/admin/users/{userId}/data',
    'DELETE /internal/admin/users/{userId}/data',
    // Chat asks for its caller, with the caller's own assertion.
    'POST /internal/documents/check',
  ],
};
