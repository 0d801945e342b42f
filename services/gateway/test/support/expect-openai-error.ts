import { openAiErrorSchema } from '@shared/contracts';
import type { Reply } from './call.js';

/** An error as OpenAI's clients read it, without a name, an address or a key of a deployment. */
export function expectOpenAiError(reply: Reply, status: number, code: string, type: string): void {
  const { error } = openAiErrorSchema.parse(reply.json());
  expect([reply.status, error.code, error.type]).toEqual([status, code, type]);
  expect(reply.body).not.toMatch(/127\.0\.0\.1|north-|south-|secret/);
}
