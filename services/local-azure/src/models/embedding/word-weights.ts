import { LEVEL_STEP, UNLISTED_LEVEL, WORDS_BY_LEVEL } from './word-weights.table.js';

const levels = new Map(
  WORDS_BY_LEVEL.flatMap(([level, words]) => words.split(' ').map((word) => [word, level] as const)),
);

/**
 * How much a word tells texts apart: the logarithm of how rare it is in English prose, from about 0.1 (`the`) to 6.25
 * (a word the table does not list, such as any word of another language).
 */
export function weightOf(term: string): number {
  return Math.max(0.1, (levels.get(term) ?? UNLISTED_LEVEL) * LEVEL_STEP);
}
