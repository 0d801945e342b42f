import { analyze } from '../../search/analysis/analyzer.js';
import { isStopWord } from '../../search/analysis/stop-words.js';
import { weightOf } from '../embedding/word-weights.js';
import type { Prompt } from './prompt.js';
import { sentencesOf } from './sentences.js';

/** Most sentences of one answer. */
const MAX_SENTENCES = 3;
/** Share of the question's weight that the best source must hold; below it the documents do not say. */
const MIN_COVERAGE = 0.5;

/** Sentences of the sources that answer the question, each followed by its source's number; or the refusal. */
export function answerFrom({ sources, question, refusal }: Prompt): string {
  const weights = new Map(
    analyze(question, 'query')
      .filter((term) => !isStopWord(term))
      .map((term) => [term, weightOf(term)]),
  );
  const total = sum(weights.values());
  if (total === 0) return refusal;
  const candidates = sources.flatMap((source) => {
    const held = coverage(analyze(`${source.title} ${source.text}`, 'query'), weights) / total;
    return sentencesOf(source.text).map((text, order) => {
      const own = coverage(analyze(text, 'query'), weights) / total;
      return { text, id: source.id, order, held, score: own + 0.5 * held };
    });
  });
  const [best] = candidates.toSorted((a, b) => b.score - a.score);
  if (best === undefined || best.held < MIN_COVERAGE) return refusal;
  return candidates
    .toSorted((a, b) => b.score - a.score)
    .slice(0, MAX_SENTENCES)
    .map(({ text, id }) => `${text} [${id}]`)
    .join(' ');
}

const coverage = (terms: readonly string[], weights: ReadonlyMap<string, number>): number =>
  sum(Array.from(new Set(terms), (term) => weights.get(term) ?? 0));

function sum(numbers: Iterable<number>): number {
  let total = 0;
  for (const value of numbers) total += value;
  return total;
}
