import type { Deployment } from '../src/pool/deployment.js';

/** A deployment of a test, at an address nobody listens at unless the test says another. */
export const deploymentLike = (fields: Partial<Deployment> = {}): Deployment => ({
  name: 'one',
  endpoint: 'http://127.0.0.1:9/v1',
  pathStyle: 'v1',
  apiVersion: '2024-10-21',
  deployment: fields.name ?? 'one',
  model: 'm',
  modelVersion: undefined,
  capability: 'chat',
  priority: 1,
  weight: 1,
  auth: { kind: 'none' },
  tokensPerMinute: undefined,
  maxConcurrent: 1_000,
  timeoutMs: 10_000,
  tellsUsage: true,
  ...fields,
});
