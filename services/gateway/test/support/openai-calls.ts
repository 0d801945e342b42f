import { call, type Reply } from './call.js';
import type { Stage } from './stage.js';

/**
 * The calls of a program made for OpenAI, and what the gateway counts of them.
 * @param stage is asked at every call: each test has one of its own.
 */
export const openAiCalls = (stage: () => Stage) => {
  const post = (path: string, body: string | object, headers: Record<string, string> = {}): Promise<Reply> =>
    call(`${stage().url}/v1/${path}`, {
      method: 'POST',
      body: typeof body === 'string' ? body : JSON.stringify(body),
      headers: { 'content-type': 'application/json', ...headers },
    });
  const chat = (fields: object = {}, headers: Record<string, string> = {}): Promise<Reply> =>
    post('chat/completions', { model: 'gpt', messages: [{ role: 'user', content: 'Hi' }], ...fields }, headers);
  /** The first line of the metrics that matches; needs `METRICS_PORT`. */
  const metric = async (pattern: RegExp): Promise<string | undefined> =>
    (await stage().metrics()).split('\n').find((line) => pattern.test(line));
  return { post, chat, metric };
};
