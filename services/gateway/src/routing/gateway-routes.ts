import { z } from 'zod';
import { completionQuery, completionResult, plainChatBody, plainChatResult } from '@shared/contracts';
import type { PublicRoute } from './public-route.js';

const service = { owner: 'gateway', tag: 'service', access: 'open' } as const;
const plain = { owner: 'gateway', tag: 'plain' } as const;

const ok = z.object({ status: z.literal('ok') });

/** Answer of `GET /health`: the model can be reached. */
export const modelHealthy = z.object({ status: z.literal('ok'), azure_openai: z.literal('connected') });
/** Answer of `GET /health`: it cannot. */
export const modelUnhealthy = z.object({ status: z.literal('error'), error: z.string(), message: z.string() });

/** Largest body of `POST /chat`, in bytes: a long history without any document. */
export const PLAIN_CHAT_MAX_BYTES = 2 * 1024 * 1024;

/** What the gateway answers by itself. */
export const gatewayRoutes: readonly PublicRoute[] = [
  {
    ...plain,
    method: 'POST',
    path: '/chat',
    summary: 'Ask the default chat deployment, without any document.',
    body: { json: plainChatBody },
    bodyMaxBytes: PLAIN_CHAT_MAX_BYTES,
    answers: { 200: { description: "The model's answer.", schema: plainChatResult } },
  },
  {
    ...plain,
    method: 'GET',
    path: '/completion',
    summary: 'Ask the default chat deployment one thing.',
    query: completionQuery,
    answers: { 200: { description: "The model's answer.", schema: completionResult } },
  },
  {
    ...service,
    method: 'GET',
    path: '/health',
    summary: 'Whether the model can be reached.',
    answers: {
      200: { description: 'It can.', schema: modelHealthy },
      401: { description: 'It refuses our credentials.', schema: modelUnhealthy },
      429: { description: 'It is over its quota.', schema: modelUnhealthy },
      503: { description: 'It cannot be reached.', schema: modelUnhealthy },
    },
  },
  {
    ...service,
    method: 'GET',
    path: '/health/live',
    summary: 'The process runs.',
    answers: { 200: { description: 'Yes.', schema: ok } },
  },
  {
    ...service,
    method: 'GET',
    path: '/health/ready',
    summary: 'Whether this replica should get requests.',
    answers: { 200: { description: 'Yes.', schema: ok } },
  },
  {
    ...service,
    method: 'GET',
    path: '/api/openapi.json',
    summary: 'This description, OpenAPI 3.1.',
    answers: { 200: { description: 'The description.', schema: z.record(z.string(), z.unknown()) } },
  },
  {
    ...service,
    method: 'GET',
    path: '/api/docs',
    summary: 'This description as a page.',
    answers: { 200: { description: 'The page.', mediaType: 'text/html' } },
  },
];
