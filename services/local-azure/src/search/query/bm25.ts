/** What BM25 has to know of one field of the whole index. */
export interface FieldStatistics {
  readonly column: string;
  /** Passages in the index. */
  readonly passages: number;
  /** Mean length of the field, terms without stop words. */
  readonly averageLength: number;
  /** For each term of the query: passages that have it in this field. */
  readonly counts: readonly number[];
}

/** One field of one passage. */
export interface FieldText {
  readonly field: FieldStatistics;
  /** Its terms, a space between two of them. */
  readonly text: string;
  /** How many they are, stop words left out. */
  readonly length: number;
}

/**
 * Okapi BM25 as Lucene has it, added up over the fields:
 * `ln(1 + (N - n + 0.5) / (n + 0.5)) * tf * (k1 + 1) / (tf + k1 * (1 - b + b * length / average))`.
 */
export function bm25(
  fields: readonly FieldText[],
  terms: readonly string[],
  { k1, b }: { k1: number; b: number },
): number {
  let score = 0;
  for (const { field, text, length } of fields) {
    if (text === '') continue;
    const norm = k1 * (1 - b + (b * length) / (field.averageLength || 1));
    const padded = ` ${text} `;
    terms.forEach((term, at) => {
      const count = field.counts[at] ?? 0;
      if (count === 0) return;
      const frequency = occurrences(padded, ` ${term} `);
      if (frequency === 0) return;
      score += idf(field.passages, count) * ((frequency * (k1 + 1)) / (frequency + norm));
    });
  }
  return score;
}

/** How much a term tells: rare ones much, and never less than nothing. */
export function idf(passages: number, count: number): number {
  return Math.log(1 + (passages - count + 0.5) / (count + 0.5));
}

/** Neighbouring occurrences share the space between them. */
function occurrences(text: string, term: string): number {
  let count = 0;
  for (let at = text.indexOf(term); at >= 0; at = text.indexOf(term, at + term.length - 1)) count += 1;
  return count;
}
