/**
 * Makes `word-weights.table.ts`: `node word-weights-cli.js ENGLISH.jsonl OTHER.jsonl...`, one object with a `text` a line,
 * one paragraph a text, one language a file; prints the table.
 */
import { readFileSync } from 'node:fs';
import { analyze } from '../../search/analysis/analyzer.js';

const LEVEL_STEP = 0.25;
/** Fewest paragraphs an English stem must occur in to be listed. */
const MIN_PARAGRAPHS = 2;
/** Share of a language's paragraphs a word must occur in to be listed: its function words and little else. */
const MIN_SHARE = 0.06;

/** Level of each term of a file that occurs in at least `fewest` of its paragraphs. */
function levelsOf(file: string, fewest: (paragraphs: number) => number): Map<string, number> {
  const texts = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => String((JSON.parse(line) as { text: unknown }).text));
  const counts = new Map<string, number>();
  for (const term of texts.flatMap((text) => [...new Set(analyze(text, 'query'))]))
    counts.set(term, (counts.get(term) ?? 0) + 1);
  const listed = Array.from(counts).filter(([, count]) => count >= fewest(texts.length));
  return new Map(
    listed.map(([term, count]) => [term, Math.round(Math.log((texts.length + 1) / (count + 0.5)) / LEVEL_STEP)]),
  );
}

const [english = '', ...others] = process.argv.slice(2);
const levels = levelsOf(english, () => MIN_PARAGRAPHS);
for (const file of others) {
  for (const [term, level] of levelsOf(file, (paragraphs) => paragraphs * MIN_SHARE)) {
    const known = levels.get(term);
    // A word of two languages, such as `die`, lies between what it is in each, but never above the English.
    levels.set(term, known === undefined ? level : Math.min(known, Math.round((known + level) / 2)));
  }
}

const rows = Array.from(new Set(levels.values()))
  .sort((a, b) => a - b)
  .map((level) => {
    const words = Array.from(levels).filter(([, own]) => own === level);
    return `  [${level}, '${words
      .map(([term]) => term)
      .sort()
      .join(' ')}'],`;
  });
process.stdout.write(`/**
 * Word counts of prose, as levels of ln((paragraphs + 1) / (paragraphs with the word + 0.5)) in steps of LEVEL_STEP: the
 * stems that occur in at least two of 672 English paragraphs, and the words that occur in at least 6 % of 110 paragraphs
 * of eleven other languages. Counted by \`word-weights-cli.ts\` on 2026-11-21 over the paragraphs of SQuAD 2.0 and XQuAD
 * (CC BY-SA 4.0, from Wikipedia); counts are facts, and no sentence of them is here. Made by a script: do not edit.
 */
export const LEVEL_STEP = ${LEVEL_STEP};

/** Level of every word that is not listed: one that occurs in one paragraph of some 700. */
export const UNLISTED_LEVEL = 25;

export const WORDS_BY_LEVEL: readonly (readonly [level: number, words: string])[] = [
${rows.join('\n')}
];
`);
