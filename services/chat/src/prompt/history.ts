import type { PromptMessage } from '@shared/models';
import { tokensIn } from './tokens.js';

/** One earlier turn of a conversation. */
export interface Turn {
  readonly question: string;
  readonly answer: string;
}

/** Longest part of one earlier message in a prompt, in characters. */
const MAX_MESSAGE_CHARS = 2_000;
const MARKERS = /\s*\[\d{1,3}\]/g;

/**
 * The newest turns that fit into a budget, oldest first, as messages.
 *
 * Markers are taken out of old answers: their numbers name sources of another prompt.
 *
 * @param budgetTokens most tokens of all of them together; 0 gives none.
 */
export function historyMessages(turns: readonly Turn[], budgetTokens: number): PromptMessage[] {
  const messages: PromptMessage[] = [];
  let left = budgetTokens;
  for (const { question, answer } of turns.toReversed()) {
    const turn: PromptMessage[] = [
      { role: 'user', content: question.slice(0, MAX_MESSAGE_CHARS) },
      { role: 'assistant', content: answer.replace(MARKERS, '').slice(0, MAX_MESSAGE_CHARS) },
    ];
    left -= turn.reduce((sum, { content }) => sum + tokensIn(content), 0);
    if (left < 0) break;
    messages.unshift(...turn);
  }
  return messages;
}
