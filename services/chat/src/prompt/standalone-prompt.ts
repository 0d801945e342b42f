import type { ChatRequest } from '@shared/models';
import { z } from 'zod';
import { historyMessages, type Turn } from './history.js';
import { JSON_OUTPUT_TOKENS } from './json-call.js';

/** What the model answers with. */
export const standaloneSchema = z.object({ query: z.string().trim().min(1).max(2_000) });

/** Longest question worth rewriting, in characters: a longer one carries its subject with it. */
export const MAX_REWRITTEN_CHARS = 1_000;
/** Tokens of earlier turns that say what a follow-up is about. */
const HISTORY_TOKENS = 1_500;

/** Asks for the last question of a conversation so that it can be understood, and searched for, by itself. */
export function standaloneRequest(question: string, history: readonly Turn[]): ChatRequest {
  return {
    messages: [
      {
        role: 'system',
        content:
          'Rewrite the last question of the conversation so that it can be understood without the conversation: replace pronouns and complete what was left out. ' +
          'Keep its language, its names and its figures, and add nothing that was not said. If it already stands alone, repeat it unchanged. Do not answer it. ' +
          'Reply with JSON: {"query": "..."}.',
      },
      ...historyMessages(history, HISTORY_TOKENS),
      { role: 'user', content: question },
    ],
    maxOutputTokens: JSON_OUTPUT_TOKENS,
    jsonSchema: {
      name: 'standalone_question',
      schema: {
        type: 'object',
        properties: { query: { type: 'string', description: 'The question, standing alone.' } },
        required: ['query'],
        additionalProperties: false,
      },
    },
  };
}
