import type { FastifyPluginAsync } from 'fastify';
import { z } from 'zod';
import type { FaultDesk } from '../../faults/fault-desk.js';
import { beginCall } from '../call.js';
import { deploymentNamed } from '../deployments.js';
import { badRequest } from '../model-error.js';
import { waitForFirst } from '../pacing.js';
import { parseBody } from '../parse-body.js';
import { textOf, tokensIn } from '../tokens.js';
import { DEFAULT_DIMENSIONS, embed } from './hashed-embedder.js';

/** Most texts of one call: the service's own limit. */
const MAX_INPUTS = 2_048;
/** Fewer numbers than this tell texts apart no better than chance. */
const MIN_DIMENSIONS = 8;

const token = z.int().min(0).max(100_255);
const text = z.string().min(1);
const INPUT_FORMS = 'send a text, a list of texts, or lists of tokens, none of them empty';
const embeddingsRequest = z.object({
  model: z.string().min(1),
  input: z.union(
    [text, z.array(text).min(1), z.array(token).min(1), z.array(z.array(token).min(1)).min(1)],
    INPUT_FORMS,
  ),
  encoding_format: z.enum(['float', 'base64']).nullish(),
  dimensions: z
    .int()
    .min(MIN_DIMENSIONS)
    .max(DEFAULT_DIMENSIONS, `dimensions must be at least ${MIN_DIMENSIONS} and at most ${DEFAULT_DIMENSIONS}`)
    .nullish(),
});

/** `POST /embeddings`: hashed features of each text, as floats or base64. */
export function embeddingRoutes(faults: FaultDesk): FastifyPluginAsync {
  return async (app) => {
    app.post('/embeddings', async (request, reply) => {
      const { fault, left } = beginCall(faults, 'embeddings', 'Embeddings_Create', request, reply);
      const asked = parseBody(embeddingsRequest, request.body);
      const deployment = deploymentNamed(asked.model, 'embeddings');
      const texts = textsOf(asked.input);
      if (texts.length > MAX_INPUTS) {
        throw badRequest(
          'input',
          `Too many inputs. The max number of inputs is ${MAX_INPUTS}. Send them in several calls.`,
        );
      }
      const tokens = texts.map(tokensIn);
      for (const [index, count] of tokens.entries()) refuseTooLong(index, count, deployment.contextTokens);
      await waitForFirst(fault, left);

      const data = texts.map((input, index) => {
        const vector = embed(input, asked.dimensions ?? DEFAULT_DIMENSIONS);
        return {
          object: 'embedding',
          index,
          embedding: asked.encoding_format === 'base64' ? base64Of(vector) : Array.from(vector),
        };
      });
      const total = tokens.reduce((sum, count) => sum + count, 0);
      return { object: 'list', model: deployment.id, data, usage: { prompt_tokens: total, total_tokens: total } };
    });
  };
}

function textsOf(input: z.infer<typeof embeddingsRequest>['input']): string[] {
  if (typeof input === 'string') return [input];
  const [first] = input;
  if (typeof first === 'number') return [textOf(input.filter((entry) => typeof entry === 'number'))];
  return input.map((entry) => (typeof entry === 'string' ? entry : textOf(Array.isArray(entry) ? entry : [])));
}

function refuseTooLong(index: number, tokens: number, most: number): void {
  if (tokens <= most) return;
  throw badRequest(
    'input',
    `This model's maximum context length is ${most} tokens, however input ${index} has ${tokens} tokens. Please reduce it.`,
    'context_length_exceeded',
  );
}

/** 32-bit floats, little-endian, as every client decodes them. */
function base64Of(vector: Float32Array): string {
  const bytes = Buffer.alloc(vector.length * 4);
  for (const [index, value] of vector.entries()) bytes.writeFloatLE(value, index * 4);
  return bytes.toString('base64');
}
