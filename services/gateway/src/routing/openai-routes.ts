import { listedModelSchema, modelListSchema } from '@shared/contracts';
import { z } from 'zod';
import type { Answer, PublicRoute } from './public-route.js';

const openai = { owner: 'gateway', tag: 'openai' } as const;

/** Largest JSON body under `/v1`, in bytes: prompts with pictures; design section 7. */
export const V1_JSON_MAX_BYTES = 10 * 1024 ** 2;

/** What the gateway must find in a request; all else is the model's own matter and goes on as it is. */
const request = z.looseObject({ model: z.string(), stream: z.boolean().optional() });
const answered = (what: string): Record<200, Answer> => ({
  200: { description: what, schema: z.looseObject({}), mediaType: 'text/event-stream' },
});
const json = { body: { json: request }, bodyMaxBytes: V1_JSON_MAX_BYTES } as const;

/** What programs made for OpenAI call: the pool of model deployments, and the documents as a model of their own. */
export const openAiRoutes: readonly PublicRoute[] = [
  {
    ...openai,
    method: 'GET',
    path: '/v1/models',
    summary: 'List the models that may be asked for; `groundwork` answers from the documents.',
    answers: { 200: { description: 'All models.', schema: modelListSchema } },
  },
  {
    ...openai,
    method: 'GET',
    path: '/v1/models/{model}',
    summary: 'Show one model.',
    answers: { 200: { description: 'The model.', schema: listedModelSchema } },
  },
  {
    ...openai,
    ...json,
    method: 'POST',
    path: '/v1/chat/completions',
    summary: 'Ask a chat model, streamed or not; the model `groundwork` answers from the documents, with `citations`.',
    answers: answered('The completion, or its chunks.'),
  },
  {
    ...openai,
    ...json,
    method: 'POST',
    path: '/v1/responses',
    summary: 'Ask a chat model with the Responses API, streamed or not.',
    answers: answered('The response, or its events.'),
  },
  {
    ...openai,
    ...json,
    method: 'POST',
    path: '/v1/embeddings',
    summary: 'Turn texts into vectors.',
    answers: { 200: { description: 'The vectors.', schema: z.looseObject({}) } },
  },
  {
    ...openai,
    body: { form: 'audio' },
    method: 'POST',
    path: '/v1/audio/transcriptions',
    summary: 'Write down what a recording of at most 25 MiB says.',
    answers: answered('The text, in the format asked for.'),
  },
  {
    ...openai,
    ...json,
    method: 'POST',
    path: '/v1/audio/speech',
    summary: 'Speak a text.',
    answers: { 200: { description: 'The recording.', mediaType: 'audio/mpeg' } },
  },
  ...(['/v1/realtime', '/v1/realtime/sessions'] as const).map((path): PublicRoute => ({
    ...openai,
    method: 'GET',
    path,
    summary: 'Talk with a realtime model over a WebSocket; a browser puts its key in `?key=`.',
    query: z.object({ model: z.string(), key: z.string().optional() }),
    streams: true,
    answers: { 101: { description: 'The conversation, as the model speaks it.' } },
  })),
];
