import { z } from 'zod';

const part = z.object({ type: z.enum(['input_text', 'output_text', 'text']), text: z.string() });
const item = z.object({
  type: z.literal('message').optional(),
  role: z.enum(['system', 'developer', 'user', 'assistant']),
  content: z.union([z.string(), z.array(part)]),
});

/** The text subset of a Responses request. */
export const responsesRequest = z.object({
  model: z.string().min(1),
  input: z.union([z.string().min(1), z.array(item).min(1)]),
  instructions: z.string().nullish(),
  stream: z.boolean().nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().min(0).max(1).nullish(),
  max_output_tokens: z.int().min(16).nullish(),
  text: z
    .object({
      format: z
        .discriminatedUnion('type', [
          z.object({ type: z.literal('text') }),
          z.object({ type: z.literal('json_object') }),
          z.object({
            type: z.literal('json_schema'),
            name: z.string().min(1).max(64),
            schema: z.record(z.string(), z.unknown()),
          }),
        ])
        .nullish(),
    })
    .nullish(),
  previous_response_id: z.null('Nothing is stored here: send the whole conversation as input.').optional(),
  metadata: z.record(z.string(), z.string()).nullish(),
});
export type ResponsesRequest = z.infer<typeof responsesRequest>;

/** One message of the conversation that a request carries. */
export interface ResponsesTurn {
  readonly role: 'system' | 'developer' | 'user' | 'assistant';
  readonly text: string;
}

/** The conversation, with the instructions first. */
export function turnsOf({ input, instructions }: ResponsesRequest): ResponsesTurn[] {
  const first: ResponsesTurn[] = instructions ? [{ role: 'system', text: instructions }] : [];
  if (typeof input === 'string') return [...first, { role: 'user', text: input }];
  const rest = input.map(({ role, content }) => ({
    role,
    text: typeof content === 'string' ? content : content.map(({ text }) => text).join('\n'),
  }));
  return [...first, ...rest];
}
