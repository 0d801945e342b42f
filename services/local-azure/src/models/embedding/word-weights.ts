import { analyze } from '../../search/analysis/analyzer.js';
import { FUNCTION_WORDS } from './function-words.js';
import { LEVEL_STEP, UNLISTED_LEVEL, WORDS_BY_LEVEL } from './word-weights.table.js';

/** Level of function words that were not counted: about that of English `this`. */
const FUNCTION_WORD_LEVEL = 4;
/** So that a text of the commonest words alone still has a direction. */
const MIN_WEIGHT = 0.1;

const levels = new Map(
  WORDS_BY_LEVEL.flatMap(([level, words]) => words.split(' ').map((word) => [word, level] as const)),
);
for (const term of Object.values(FUNCTION_WORDS).flatMap((words) => analyze(words, 'query'))) {
  if (!levels.has(term)) levels.set(term, FUNCTION_WORD_LEVEL);
}

/**
 * How much a word tells texts apart: the logarithm of how rare it is in prose, from 0.1 (`the`) to 6.25 (a word that is
 * not listed).
 *
 * @param term as the analysis gives it: folded and stemmed.
 */
export function weightOf(term: string): number {
  return Math.max(MIN_WEIGHT, (levels.get(term) ?? UNLISTED_LEVEL) * LEVEL_STEP);
}
