import { analyze } from '../../search/analysis/analyzer.js';
import { isStopWord } from '../../search/analysis/stop-words.js';

/** Longest query made, characters. */
const MAX_QUERY_CHARS = 400;
/** Fewest words that can say what they are about by themselves. */
const MIN_CONTENT_WORDS = 2;

/** How a question begins that goes on from the one before. */
const GOES_ON =
  /^\s*(?:and|or|but|also|what about|how about|what if|same|why not|und|oder|aber|wie steht|et|mais|y|pero|e)(?=[\s,.?!]|$)/i;
/** Words that point at something said before. */
const POINTS_BACK =
  /\b(?:it|its|they|them|their|theirs|he|him|his|she|her|hers|this|these|those|that one|the same|the other one|the former|the latter|the first one|the second one)\b/i;
/** Words that only look so: "how long does it take to", "is it possible that". */
const EXPLETIVE =
  /\b(?:does|do|did|will|would|can) it (?:take|cost|matter) (?:to|for|if|whether)\b|\b(?:is|was) it (?:\w+ )?(?:to|that|if)\b|\bit is (?:\w+ )?(?:to|that)\b/gi;

/**
 * The last of these questions so that it can be searched for by itself: unchanged if it stands alone, else followed by
 * the words of the last one that did.
 *
 * @param questions what the user asked, oldest first; at least one.
 */
export function standaloneQuery(questions: readonly string[]): string {
  const question = (questions.at(-1) ?? '').trim();
  const earlier = questions.slice(0, -1);
  if (earlier.length === 0 || !goesOn(question)) return question;
  const subject = earlier.findLast((one) => !goesOn(one)) ?? earlier.at(-1) ?? '';
  const known = new Set(analyze(question, 'query'));
  const added = contentWords(subject).filter((word) => analyze(word, 'query').some((term) => !known.has(term)));
  return `${question} ${added.join(' ')}`.trim().slice(0, MAX_QUERY_CHARS);
}

function goesOn(question: string): boolean {
  const pointing = question.replace(EXPLETIVE, ' ');
  return GOES_ON.test(question) || POINTS_BACK.test(pointing) || contentWords(question).length < MIN_CONTENT_WORDS;
}

function contentWords(text: string): string[] {
  const words = text.match(/[\p{L}\p{M}\p{N}]+(?:['’-][\p{L}\p{M}\p{N}]+)*/gu) ?? [];
  return words.filter((word) => !isStopWord(word.toLowerCase()));
}
