import type OpenAI from 'openai';
import { z } from 'zod';
import { Embedder } from './embedder.port.js';
import { EmbeddingMismatch, ModelThrottled } from './errors.js';
import { modelFault } from './model-faults.js';
import type { ModelsConfig } from './models.config.js';
import { openAiClient } from './openai-client.js';
import { systemClock, type Clock } from './pool/clock.js';
import type { ModelPool } from './pool/model-pool.js';

/** Texts in one call. The service takes 2,048; small batches spread over deployments and repeat cheaply. */
const BATCH = 64;
/** Calls under way at once from one process. */
const CONCURRENCY = 4;
/** Repeats of one call that every deployment was too busy for, each after the wait that was asked for. */
const MAX_WAITS = 4;
/** Longest of these waits, and the wait where none was named, in seconds. */
const MAX_WAIT_SECONDS = 60;
const DEFAULT_WAIT_SECONDS = 1;

/** The part of the reply we rely on. A server that does not know base64 answers with plain numbers. */
const vectorSchema = z.object({ index: z.int().min(0), embedding: z.union([z.string(), z.array(z.number())]) });

/** {@link Embedder} over OpenAI's embeddings, answered by the pool. Quotas are waited out: most texts come in bulk. */
export class OpenAiEmbedder extends Embedder {
  readonly model: string;
  private readonly client: OpenAI;
  private known: Promise<number> | undefined;

  /** @param maxWaits repeats after a wait. Default 4; 0 for a caller that has its own way to wait. */
  constructor(
    pool: ModelPool,
    private readonly config: ModelsConfig['embedding'],
    private readonly maxWaits: number = MAX_WAITS,
    private readonly clock: Clock = systemClock,
  ) {
    super();
    this.model = config.model;
    this.client = openAiClient(pool);
    if (config.dimensions !== undefined) this.known = Promise.resolve(config.dimensions);
  }

  dimensions(): Promise<number> {
    this.known ??= this.ask(['length'])
      .then(([vector]) => vector?.length ?? 0)
      .catch((error: unknown) => {
        // Not remembered: the model may be there at the next question.
        this.known = undefined;
        throw error;
      });
    return this.known;
  }

  async embed(texts: readonly string[], signal?: AbortSignal): Promise<number[][]> {
    const batches = Array.from({ length: Math.ceil(texts.length / BATCH) }, (_, i) =>
      texts.slice(i * BATCH, (i + 1) * BATCH),
    );
    const answers: number[][][] = [];
    for (let i = 0; i < batches.length; i += CONCURRENCY) {
      answers.push(...(await Promise.all(batches.slice(i, i + CONCURRENCY).map((batch) => this.ask(batch, signal)))));
    }
    const vectors = answers.flat();
    const expected = vectors.length > 0 ? await this.dimensions() : 0;
    const odd = vectors.find((vector) => vector.length !== expected);
    if (odd) throw new EmbeddingMismatch(this.model, expected, odd.length);
    return vectors.map(toUnit);
  }

  private async ask(input: readonly string[], signal?: AbortSignal): Promise<number[][]> {
    for (let waits = 0; ; waits++) {
      try {
        return await this.askOnce(input, signal);
      } catch (error) {
        if (!(error instanceof ModelThrottled) || waits === this.maxWaits) throw error;
        const seconds = Math.min(error.retryAfterSeconds ?? DEFAULT_WAIT_SECONDS, MAX_WAIT_SECONDS);
        await this.clock.sleep(seconds * 1_000, signal);
      }
    }
  }

  private async askOnce(input: readonly string[], signal?: AbortSignal): Promise<number[][]> {
    const body = {
      model: this.model,
      input,
      encoding_format: 'base64',
      ...(this.config.dimensions === undefined ? {} : { dimensions: this.config.dimensions }),
    };
    try {
      // Not `embeddings.create`: it takes every answer for base64, and some servers send numbers all the same.
      const reply: unknown = await this.client.post('/embeddings', { body, ...(signal ? { signal } : {}) });
      const { data } = z.object({ data: z.array(vectorSchema).length(input.length) }).parse(reply);
      return data.toSorted((a, b) => a.index - b.index).map(({ embedding }) => decode(embedding));
    } catch (error) {
      throw modelFault(error, signal);
    }
  }
}

/** base64 holds 32-bit floats, little-endian. */
function decode(embedding: string | number[]): number[] {
  if (typeof embedding !== 'string') return embedding;
  const bytes = Buffer.from(embedding, 'base64');
  return Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readFloatLE(i * 4));
}

/** The same direction with length 1. A zero vector stays: it is near to nothing. */
function toUnit(vector: number[]): number[] {
  const length = Math.hypot(...vector);
  return length === 0 ? vector : vector.map((x) => x / length);
}
