import { analyze } from '../../search/analysis/analyzer.js';
import { isStopWord } from '../../search/analysis/stop-words.js';
import type { Turn } from './prompt.js';

/** Longest query made, characters. */
const MAX_QUERY_CHARS = 400;

/** How a question begins that goes on from the one before. */
const GOES_ON =
  /^\s*(?:and|or|but|also|what about|how about|what if|same|then|why|why not|ok(?:ay)?|und|oder|aber|et|y|e)\b/i;
/** Words that point at something said before. */
const POINTS_BACK =
  /\b(?:it|its|they|them|their|theirs|he|him|his|she|her|hers|this|these|those|that one|the same|the other|the former|the latter|there|ones?)\b/i;
/** Fewest words that can say what they are about by themselves. */
const MIN_CONTENT_WORDS = 2;

/**
 * The last question so that it can be searched for by itself: unchanged if it stands alone, else together with what the
 * questions before it were about.
 */
export function standaloneQuery(turns: readonly Turn[]): string {
  const questions = turns
    .filter(({ role, text }) => role === 'user' && text.trim() !== '')
    .map(({ text }) => lastQuestion(text));
  const question = questions.at(-1) ?? '';
  if (!goesOn(question)) return question;
  const subject = questions.slice(0, -1).findLast((earlier) => !goesOn(earlier)) ?? questions.at(-2);
  if (subject === undefined) return question;
  const known = new Set(analyze(question, 'query'));
  const added = contentWords(subject).filter((word) => analyze(word, 'query').some((term) => !known.has(term)));
  return `${question} ${added.join(' ')}`.trim().slice(0, MAX_QUERY_CHARS);
}

function goesOn(question: string): boolean {
  return GOES_ON.test(question) || POINTS_BACK.test(question) || contentWords(question).length < MIN_CONTENT_WORDS;
}

function contentWords(text: string): string[] {
  const words = text.match(/[\p{L}\p{M}\p{N}][\p{L}\p{M}\p{N}'’-]*/gu) ?? [];
  return words.filter((word) => !isStopWord(word.toLowerCase()));
}

/** A prompt may hold the whole conversation in one message: then the question is its last line. */
function lastQuestion(text: string): string {
  const marked = Array.from(text.matchAll(/^[ \t]*(?:last |follow-?up |new )?question:[ \t]*(.+)$/gim)).at(-1)?.[1];
  return (marked ?? text).trim();
}
