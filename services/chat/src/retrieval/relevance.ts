import { stemsOf } from '../words/content-words.js';

/**
 * The share of a question that each passage holds, 0 to 1: its words, each weighted by how rare it is among the
 * passages (ln(1 + N / passages with it), a word that none has counting as if one in two N had it).
 *
 * A question without content words ("what is this?") cannot be judged: every passage covers it.
 */
export function coverageOf(question: string, passages: readonly string[]): number[] {
  const wanted = [...stemsOf(question)];
  const stems = passages.map(stemsOf);
  if (wanted.length === 0) return passages.map(() => 1);
  const weights = wanted.map((word) => {
    const having = stems.filter((known) => known.has(word)).length;
    return Math.log(1 + passages.length / (having === 0 ? 0.5 : having));
  });
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return stems.map(
    (known) => wanted.reduce((sum, word, i) => sum + (known.has(word) ? (weights[i] ?? 0) : 0), 0) / total,
  );
}

const SCRIPTS = ['Latin', 'Cyrillic', 'Greek', 'Arabic', 'Hebrew', 'Devanagari', 'Thai', 'Hangul', 'Han'] as const;

/** Whether two texts are written in scripts that share no words: then only their vectors can be compared. */
export function differInScript(a: string, b: string): boolean {
  return scriptOf(a) !== scriptOf(b);
}

function scriptOf(text: string): string | undefined {
  const counts = SCRIPTS.map((script) => ({ script, count: text.match(PATTERNS[script])?.length ?? 0 }));
  return counts.reduce((best, next) => (next.count > best.count ? next : best)).script;
}

const PATTERNS = Object.fromEntries(
  SCRIPTS.map((script) => [
    script,
    new RegExp(
      script === 'Han' ? '[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}]' : `\\p{Script=${script}}`,
      'gu',
    ),
  ]),
) as Record<(typeof SCRIPTS)[number], RegExp>;
