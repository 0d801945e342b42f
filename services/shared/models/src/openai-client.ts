import OpenAI from 'openai';
import type { ModelPool } from './pool/model-pool.js';
import { POOL_BASE_URL, poolFetch } from './pool/pool-fetch.js';

/** Longest life of one call through the SDK, in milliseconds. The pool has its own, shorter limits; this one is for nobody. */
const TIMEOUT_MS = 3_600_000;

/**
 * A client whose calls the pool answers. It repeats nothing and knows no key: attempts, waits and credentials are
 * the pool's, and repeats of repeats would multiply.
 */
export const openAiClient = (pool: ModelPool): OpenAI =>
  new OpenAI({
    baseURL: POOL_BASE_URL,
    apiKey: 'the-pool-has-the-keys',
    timeout: TIMEOUT_MS,
    maxRetries: 0,
    fetch: poolFetch(pool),
  });
