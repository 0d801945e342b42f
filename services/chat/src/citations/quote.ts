import { stemsOf } from '../words/content-words.js';
import { sentencesOf, type Span } from '../words/sentences.js';

/** Longest quote, in characters: what fits a card beside the answer. */
const MAX_QUOTE_CHARS = 600;
/** Most sentences of a quote. */
const MAX_SENTENCES = 3;
/** A neighbouring sentence joins the quote when it adds at least this share of the claim's words. */
const MIN_GAIN = 0.25;

/**
 * The words of a passage that support a claim best: the sentence that shares most with it, and its neighbours while
 * they add what the first one lacks.
 *
 * @returns UTF-16 offsets in `passage`. A passage that shares nothing is quoted from its beginning.
 */
export function supportingSpan(passage: string, claim: string): Span {
  const wanted = stemsOf(claim);
  const sentences = sentencesOf(passage).map((span) => {
    const stems = stemsOf(passage.slice(span.start, span.end));
    return { span, stems, shared: new Set([...wanted].filter((stem) => stems.has(stem))) };
  });
  const best = sentences.reduce(
    (at, { shared, stems }, i) => {
      // Of two that share as many words the shorter says it more exactly.
      const score = shared.size + shared.size / (stems.size + 1);
      return score > at.score ? { i, score } : at;
    },
    { i: 0, score: 0 },
  );
  let first = best.i;
  let last = best.i;
  const covered = new Set(sentences[best.i]?.shared);
  const gain = (i: number): number =>
    [...(sentences[i]?.shared ?? [])].filter((stem) => !covered.has(stem)).length / Math.max(1, wanted.size);
  while (last - first + 1 < MAX_SENTENCES) {
    const [before, after] = [gain(first - 1), gain(last + 1)];
    if (Math.max(before, after) < MIN_GAIN) break;
    const joined = after >= before ? ++last : --first;
    for (const stem of sentences[joined]?.shared ?? []) covered.add(stem);
  }
  const span = { start: sentences[first]?.span.start ?? 0, end: sentences[last]?.span.end ?? passage.length };
  return span.end - span.start <= MAX_QUOTE_CHARS ? span : narrowed(passage, span, wanted);
}

/** Part of a long run without sentence ends, such as a table: from a little before its first shared word. */
function narrowed(passage: string, { start, end }: Span, wanted: ReadonlySet<string>): Span {
  const words = Array.from(passage.slice(start, end).matchAll(/\S+/g), (match) => ({
    at: start + match.index,
    word: match[0],
  }));
  const firstShared = words.findIndex(({ word }) => [...stemsOf(word)].some((stem) => wanted.has(stem)));
  const from = words[Math.max(0, firstShared - 8)]?.at ?? start;
  const to = words.findLast(({ at, word }) => at >= from && at + word.length <= from + MAX_QUOTE_CHARS);
  return { start: from, end: to ? to.at + to.word.length : Math.min(end, from + MAX_QUOTE_CHARS) };
}
