import { problemSchema } from '@shared/contracts';
import type { Reply } from './call.js';

/** Holds an answer to the shape of every error, and to this status, code and sentence. */
export function expectProblem(reply: Reply, status: number, code: string, sentence: RegExp = /\.$/): void {
  const problem = problemSchema.parse(reply.json());
  expect([reply.status, problem.status, problem.code]).toEqual([status, status, code]);
  expect(problem.detail).toMatch(sentence);
  expect(problem.instance).toBe(reply.headers['x-correlation-id']);
  expect(reply.headers['content-type']).toMatch(/^application\/problem\+json/);
}
