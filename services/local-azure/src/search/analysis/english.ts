import { stemmer } from 'stemmer';
import { isStopWord } from './stop-words.js';

/** Stems remembered before the memory is emptied: bounds it at a few megabytes. */
const MAX_REMEMBERED = 50_000;
const stems = new Map<string, string>();

/**
 * The Porter stem of a word of a-z. Anything else, such as `401k`, and stop words are left as they are: `this` would
 * become `thi`, which no list of stop words knows.
 */
export function englishStem(word: string): string {
  const known = stems.get(word);
  if (known !== undefined) return known;
  const stem = isStopWord(word) || !/^[a-z]{3,}$/.test(word) ? word : stemmer(word);
  if (stems.size >= MAX_REMEMBERED) stems.clear();
  stems.set(word, stem);
  return stem;
}
