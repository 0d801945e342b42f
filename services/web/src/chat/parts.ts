import { type Refusal } from '@shared/contracts';
import { type Trouble } from '../api/problem.js';
import { type ChatMessage } from './types.js';

/** What an answer consists of, read out of its parts. */
export interface AnswerFacts {
  text: string;
  refusal: Refusal | null;
  /** Half of the search failed. */
  isDegraded: boolean;
  /** False when a sentence is not carried by what it cites; true also while this is not known. */
  isGrounded: boolean;
  /** What might be asked next. */
  suggestions: string[];
  /** What the server said before it ended the answer with an error. */
  trouble: Trouble | null;
}

export const textOf = (message: ChatMessage) =>
  message.parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n\n');

export function answerFacts(message: ChatMessage): AnswerFacts {
  const facts: AnswerFacts = {
    text: textOf(message),
    refusal: null,
    isDegraded: false,
    isGrounded: true,
    suggestions: [],
    trouble: null,
  };
  for (const part of message.parts) {
    if (part.type === 'data-refusal') facts.refusal = part.data;
    if (part.type === 'data-grounding') facts.isGrounded = part.data.grounded;
    if (part.type === 'data-degraded') facts.isDegraded = part.data.degraded;
    if (part.type === 'data-suggestions') facts.suggestions = part.data.questions;
    if (part.type === 'data-error') facts.trouble = part.data;
  }
  return facts;
}
