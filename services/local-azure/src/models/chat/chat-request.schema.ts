import { z } from 'zod';
import type { Deployment } from '../deployments.js';
import { badRequest } from '../model-error.js';

const textPart = z.object({ type: z.literal('text'), text: z.string() });
const message = z.object({
  role: z.enum(['system', 'developer', 'user', 'assistant', 'tool', 'function']),
  content: z.union([z.string(), z.array(textPart), z.null()]).optional(),
});

export const responseFormat = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text') }),
  z.object({ type: z.literal('json_object') }),
  z.object({
    type: z.literal('json_schema'),
    json_schema: z.object({ name: z.string().min(1).max(64), schema: z.record(z.string(), z.unknown()) }),
  }),
]);

const tool = z.object({
  type: z.literal('function'),
  function: z.object({
    name: z.string().regex(/^[\w-]{1,64}$/),
    parameters: z.record(z.string(), z.unknown()).optional(),
  }),
});
const toolChoice = z.union([
  z.enum(['none', 'auto', 'required']),
  z.object({ type: z.literal('function'), function: z.object({ name: z.string() }) }),
]);

/** The part of a chat completion request that is understood; the rest is let pass, as the service does with hints. */
export const chatRequest = z.object({
  model: z.string().min(1),
  messages: z.array(message).min(1),
  stream: z.boolean().nullish(),
  stream_options: z.object({ include_usage: z.boolean().nullish() }).nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().min(0).max(1).nullish(),
  presence_penalty: z.number().min(-2).max(2).nullish(),
  frequency_penalty: z.number().min(-2).max(2).nullish(),
  logprobs: z.boolean().nullish(),
  logit_bias: z.record(z.string(), z.number()).nullish(),
  n: z.literal(1, 'Only n = 1 is served here.').nullish(),
  max_tokens: z.int().min(1).nullish(),
  max_completion_tokens: z.int().min(1).nullish(),
  stop: z.union([z.string(), z.array(z.string()).max(4)]).nullish(),
  response_format: responseFormat.nullish(),
  tools: z.array(tool).min(1).max(128).nullish(),
  tool_choice: toolChoice.nullish(),
});
export type ChatRequest = z.infer<typeof chatRequest>;

/**
 * The function that is to be called: the one that is named, or the first where any must be. By itself no tool is ever chosen
 * here, because that takes a judgement. @throws {ModelError} where the one named is not among them.
 */
export function forcedFunction({ tools, tool_choice: choice }: ChatRequest) {
  if (!choice || choice === 'none' || choice === 'auto') return undefined;
  const wanted =
    choice === 'required' ? tools?.[0] : tools?.find((each) => each.function.name === choice.function.name);
  if (!wanted) throw badRequest('tool_choice', 'Tool choice names a function that is not in tools.', 'invalid_value');
  return wanted.function;
}

/** Text of a message, whichever way it is written. */
export function textOfMessage({ content }: ChatRequest['messages'][number]): string {
  if (typeof content === 'string') return content;
  return (content ?? []).map(({ text }) => text).join('\n');
}

const ONLY_DEFAULT = { temperature: 1, top_p: 1, presence_penalty: 0, frequency_penalty: 0 } as const;

/** Refuses what a reasoning model refuses, in the service's own words. @throws {ModelError} */
export function refuseForReasoning(request: ChatRequest, deployment: Deployment): void {
  if (!deployment.isReasoning) return;
  if (typeof request.max_tokens === 'number') {
    throw badRequest(
      'max_tokens',
      "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
      'unsupported_parameter',
    );
  }
  for (const name of ['logprobs', 'logit_bias'] as const) {
    if (request[name])
      throw badRequest(
        name,
        `Unsupported parameter: '${name}' is not supported with this model.`,
        'unsupported_parameter',
      );
  }
  for (const [name, only] of Object.entries(ONLY_DEFAULT)) {
    const value = request[name as keyof typeof ONLY_DEFAULT];
    if (typeof value === 'number' && value !== only) {
      throw badRequest(
        name,
        `Unsupported value: '${name}' does not support ${value} with this model. Only the default (${only}) value is supported.`,
        'unsupported_value',
      );
    }
  }
  const roles = new Set(request.messages.map(({ role }) => role));
  if (roles.has('system') && roles.has('developer')) {
    throw badRequest(
      'messages',
      "Messages with role 'system' and role 'developer' cannot be used together with this model. Use one of them.",
    );
  }
}
