import {
  openAiClient,
  singleDeployment,
  type Deployment,
  type ModelPool,
  type PoolCall,
  type PoolReply,
} from '@shared/models';
import type OpenAI from 'openai';
import { MODELS_KEY } from '../support/emulated-models.js';

/** A deployment of the emulator's chat model (or its embeddings), at an address; `name` tells it apart. */
export const deploymentAt = (url: string, name: string, fields: Partial<Deployment> = {}): Deployment => ({
  ...singleDeployment(fields.capability ?? 'chat', fields.deployment ?? 'local-extractive', {
    MODEL_BASE_URL: `${url}/openai/v1`,
    MODEL_API_KEY: MODELS_KEY,
    MODEL_TOKEN_SCOPE: 'none',
    MODEL_TIMEOUT_MS: 10_000,
  }),
  name,
  ...fields,
});

/** A clock that stands still until it is moved; who waits on it is let go at once. */
export class StandingClock {
  private ms = 1_000_000;
  now(): number {
    return this.ms;
  }
  async sleep(ms: number): Promise<void> {
    this.ms += ms;
  }
  advance(ms: number): void {
    this.ms += ms;
  }
}

/** The pool's clients, as the services make them. */
export const clientOf = (pool: ModelPool): OpenAI => openAiClient(pool);

export const QUESTION: OpenAI.ChatCompletionMessageParam[] = [{ role: 'user', content: 'Are you there?' }];

/** One small chat call. */
export const ask = (pool: ModelPool): Promise<OpenAI.ChatCompletion> =>
  clientOf(pool).chat.completions.create({ model: 'local-extractive', messages: QUESTION });

/** A call of the pool as the gateway makes it. */
export const chatCall = (fields: Partial<PoolCall> = {}): PoolCall => {
  const isStream = fields.isStream ?? false;
  return {
    operation: 'chat/completions',
    model: 'local-extractive',
    headers: { 'content-type': 'application/json' },
    body: ({ deployment }) => JSON.stringify({ model: deployment, messages: QUESTION, stream: isStream }),
    isStream,
    signal: new AbortController().signal,
    ...fields,
  };
};

/** An answer's bytes to their end. */
export async function bytesOf({ head, rest }: PoolReply): Promise<string> {
  const pieces = [...head];
  for (let piece = await rest?.next(); piece; piece = await rest?.next()) pieces.push(piece);
  return Buffer.concat(pieces).toString('utf8');
}

/** Runs `one` so many times, so many at a time. @returns what each came to. */
export async function many<T>(
  times: number,
  atOnce: number,
  one: (index: number) => Promise<T>,
): Promise<PromiseSettledResult<T>[]> {
  const results: PromiseSettledResult<T>[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < times; index = next++) {
      const [result] = await Promise.allSettled([one(index)]);
      results[index] = result;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return results;
}

export const failuresIn = (results: readonly PromiseSettledResult<unknown>[]): unknown[] =>
  results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
