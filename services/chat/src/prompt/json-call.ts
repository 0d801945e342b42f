import type { ChatModel, ChatRequest, TokenUsage } from '@shared/models';
import type { z } from 'zod';

/** Longest short JSON reply, in tokens. The replies take under 200; a reasoning model spends the rest on thinking first. */
export const JSON_OUTPUT_TOKENS = 2_000;

/**
 * Asks a model for JSON of a shape.
 * @throws {ZodError | SyntaxError} if it replies with something else.
 * @throws as {@link ChatModel.stream} does.
 */
export async function jsonFrom<Schema extends z.ZodType>(
  model: ChatModel,
  request: ChatRequest,
  schema: Schema,
  signal: AbortSignal,
): Promise<{ value: z.infer<Schema>; usage: TokenUsage }> {
  let reply = '';
  let usage: TokenUsage = { inputTokens: 0, outputTokens: 0 };
  for await (const piece of model.stream(request, signal)) {
    if (piece.type === 'text') reply += piece.text;
    else usage = piece.usage;
  }
  return { value: schema.parse(JSON.parse(reply)), usage };
}
