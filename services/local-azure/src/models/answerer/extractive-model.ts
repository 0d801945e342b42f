import { answerFrom } from './answer.js';
import { jsonReply } from './json-reply.js';
import { orderIn } from './obedience.js';
import { readPrompt, type Turn } from './prompt.js';

/** What is asked of the stand-in for a language model. */
export interface Asked {
  readonly turns: readonly Turn[];
  /** JSON Schema of the reply, where one was asked for. */
  readonly schema?: Readonly<Record<string, unknown>> | undefined;
  /** Does what its sources tell it to do: a knob for injection tests. */
  readonly isObedient?: boolean;
}

const NO_SOURCES =
  'This is local-extractive, a stand-in for a language model on a laptop. It has no knowledge of its own: it only answers ' +
  'from sources in the prompt, and there are none. Point MODEL_BASE_URL and CHAT_MODEL at a real model for free conversation.';

const instructionsIn = (turns: readonly Turn[]): string =>
  turns.flatMap(({ role, text }) => (role === 'system' || role === 'developer' ? [text] : [])).join('\n');

/**
 * The reply of `local-extractive`: sentences of the sources that answer the question, each with the number of its
 * source, or the refusal that the prompt gives. It writes nothing of its own and understands nothing.
 */
export function reply({ turns, schema, isObedient = false }: Asked): string {
  if (schema !== undefined) return jsonReply(turns, schema);
  const prompt = readPrompt(turns);
  if (prompt.sources.length === 0) return NO_SOURCES;
  const order = isObedient ? orderIn(prompt.sources, instructionsIn(turns)) : undefined;
  return order ?? answerFrom(prompt);
}
