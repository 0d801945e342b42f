import { z } from 'zod';

/** OpenAI's error object: how every error under `/v1` looks. */
export const openAiErrorSchema = z.object({
  error: z.object({
    message: z.string(),
    type: z.string(),
    param: z.string().nullable(),
    /** Stable; docs/errors.md says what to do. */
    code: z.string().nullable(),
  }),
});
export type OpenAiError = z.infer<typeof openAiErrorSchema>;

/** A model's name in an address. */
export const modelNameSchema = z.string().regex(/^[A-Za-z0-9][\w.:@-]{0,199}$/);

/** A model of `GET /v1/models`. */
export const listedModelSchema = z.object({
  id: z.string(),
  object: z.literal('model'),
  /** Unix seconds. */
  created: z.int(),
  owned_by: z.string(),
  /** What it is for. An extension. */
  capabilities: z.array(z.string()),
});
export type ListedModel = z.infer<typeof listedModelSchema>;
export const modelListSchema = z.object({ object: z.literal('list'), data: z.array(listedModelSchema) });
