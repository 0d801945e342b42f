import type { Grounding } from '@shared/contracts';
import { stemsOf } from '../words/content-words.js';
import { sentencesOf, type Span } from '../words/sentences.js';

/** A marker in the answer, with the whole passage it stands for. */
export interface CitedPassage {
  readonly answerStart: number;
  readonly text: string;
}

/** A sentence is supported when this share of its content words is in the passages it cites. */
const MIN_SUPPORT = 0.5;
/** With fewer content words a sentence claims nothing: "Yes.", "In short:". */
const MIN_CLAIM_WORDS = 2;
const MARKERS = /\[\d{1,3}\]/g;
const ONLY_MARKERS = /^(?:\s*\[\d{1,3}\][.,;]?)+\s*$/;

/**
 * How well the cited passages carry an answer, sentence by sentence, by shared words.
 *
 * A sentence is held against the passages it cites, one without a marker against all that the answer cites, and one
 * of an answer that cites nothing is unsupported. A number that stands in none of them is never supported, however
 * many words around it are.
 */
export function groundingOf(answer: string, cited: readonly CitedPassage[]): Grounding {
  const sentences = claimsOf(answer).map((span) => {
    const support = supportOf(wordsOf(answer, span), passagesOf(span, cited));
    return { ...span, support, supported: support >= MIN_SUPPORT };
  });
  return summed(sentences);
}

/** A sentence whose words do not show support, with the passages that should carry it. */
export interface Doubt {
  /** Which sentence of the grounding, counting from 0. */
  readonly sentence: number;
  /** Its words, without markers. */
  readonly text: string;
  readonly passages: readonly string[];
}

/** The sentences of an answer that shared words leave in doubt. Without a cited passage there is nothing to hold them against. */
export function doubtsIn(answer: string, cited: readonly CitedPassage[]): Doubt[] {
  if (cited.length === 0) return [];
  return groundingOf(answer, cited).sentences.flatMap(({ supported, ...span }, sentence) =>
    supported
      ? []
      : [{ sentence, text: wordsOf(answer, span).replace(/\s+/g, ' ').trim(), passages: passagesOf(span, cited) }],
  );
}

/** A model's verdicts on the sentences it was asked about, by their place; in place of what shared words say. */
export function judged({ sentences }: Grounding, verdicts: ReadonlyMap<number, boolean>): Grounding {
  return summed(
    sentences.map((sentence, place) => {
      const supported = verdicts.get(place);
      return supported === undefined ? sentence : { ...sentence, supported, byModel: true as const };
    }),
  );
}

const summed = (sentences: Grounding['sentences']): Grounding => ({
  grounded: sentences.length > 0 && sentences.every(({ supported }) => supported),
  sentences,
});

const wordsOf = (answer: string, { start, end }: Span): string => answer.slice(start, end).replace(MARKERS, ' ');

/** What a sentence is held against: the passages it cites, or all that the answer cites. */
function passagesOf({ start, end }: Span, cited: readonly CitedPassage[]): string[] {
  const own = cited.filter(({ answerStart }) => answerStart >= start && answerStart < end);
  return [...new Set((own.length > 0 ? own : cited).map(({ text }) => text))];
}

/** Sentences with the markers that follow them: "Four per cent. [1]" is one claim. */
function claimsOf(answer: string): Span[] {
  const claims: Span[] = [];
  for (const span of sentencesOf(answer)) {
    const text = answer.slice(span.start, span.end);
    const lead = /^(?:\[\d{1,3}\]\s*)+/.exec(text)?.[0].length ?? 0;
    const previous = claims.at(-1);
    if (previous && lead > 0)
      claims[claims.length - 1] = { start: previous.start, end: span.start + text.slice(0, lead).trimEnd().length };
    if (ONLY_MARKERS.test(text)) continue;
    claims.push(lead > 0 && previous ? { start: span.start + lead, end: span.end } : span);
  }
  return claims;
}

/** Share of the claim's words found, rounded to three digits; 0 where one of its numbers is not found. */
function supportOf(claim: string, passages: readonly string[]): number {
  const words = [...stemsOf(claim)];
  if (words.length < MIN_CLAIM_WORDS || claim.trimEnd().endsWith(':')) return 1;
  const known = stemsOf(passages.join('\n'));
  if (words.some((word) => /^\p{N}+$/u.test(word) && !known.has(word))) return 0;
  return Math.round((words.filter((word) => known.has(word)).length / words.length) * 1_000) / 1_000;
}
