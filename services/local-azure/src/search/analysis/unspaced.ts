/** Word boundaries of scripts written without spaces; the dictionary covers Thai, Lao, Khmer and Burmese alike. */
const segmenter = new Intl.Segmenter('th', { granularity: 'word' });

/** Cuts a run of Thai, Lao, Khmer or Burmese into words. */
export function segmented(run: string): string[] {
  return Array.from(segmenter.segment(run), ({ segment }) => segment);
}

/**
 * Cuts a run of Chinese, Japanese or Korean into overlapping pairs: `abcd` is `ab bc cd`.
 *
 * @param withLast also gives the last letter alone. Indexed text has it, so that every letter begins a term and a query
 *   of one letter can be asked as a prefix; queries do not.
 */
export function bigrams(run: string, withLast: boolean): string[] {
  const letters = Array.from(run);
  if (letters.length === 1) return letters;
  const pairs = letters.slice(1).map((letter, index) => `${letters[index] ?? ''}${letter}`);
  const last = letters.at(-1);
  return withLast && last !== undefined ? [...pairs, last] : pairs;
}
