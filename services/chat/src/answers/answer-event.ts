import type { ChatAnswer, Citation, Refusal } from '@shared/contracts';
import type { Passage } from '../retrieval/passage.js';

/** What an answer is made of; ids are the run's business. */
export type AnswerBody = Omit<ChatAnswer, 'conversationId' | 'messageId'>;

/** What happens while a question is answered, in order. `done` comes once, last. */
export type AnswerEvent =
  | { readonly type: 'stage'; readonly stage: 'searching' | 'reading' | 'answering' }
  /** Half of the search failed. */
  | { readonly type: 'degraded' }
  /** A passage is cited for the first time; before the text with its marker. */
  | { readonly type: 'source'; readonly citation: Citation; readonly passage: Passage }
  | { readonly type: 'text'; readonly text: string }
  /** There is no answer; text that was streamed before is taken back. */
  | { readonly type: 'refusal'; readonly refusal: Refusal }
  | { readonly type: 'done'; readonly answer: AnswerBody; readonly finish: 'stop' | 'length' | 'content-filter' };
