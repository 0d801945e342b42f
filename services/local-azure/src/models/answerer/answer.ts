import { analyze } from '../../search/analysis/analyzer.js';
import { namesKind } from './answer-kind.js';
import { confidenceIn } from './confidence.js';
import { MatchableText } from './match.js';
import type { Prompt, Source } from './prompt.js';
import { readQuestion, type Question } from './question.js';
import { sentencesOf, type Sentence } from './sentences.js';

/** Most sentences of one answer. */
const MAX_SENTENCES = 3;
/** A further sentence must score this share of the best one. */
const MIN_SHARE_OF_BEST = 0.5;
/** A last sentence from another source is preferred to a third of the same one if it scores this share of it. */
const OTHER_SOURCE_SHARE = 0.7;

/** What makes a sentence answer, beside the share of the question it holds itself (which counts 1). */
const SCORE = {
  /** Words of the question that stand together in it as in the question. */
  pairs: 0.4,
  /** What its neighbours hold: a sentence that begins with "It" lives from the one before. */
  neighbours: 0.25,
  /** What its whole source holds. */
  source: 0.5,
  /** It names the kind of thing asked for: a date for "when". */
  kind: 0.15,
} as const;

/** Share of a follow-up's own words that a source must hold. */
const MIN_FOLLOW_UP_COVERAGE = 0.4;
/** A heading names the subject and says nothing about it. */
const HEADING_FACTOR = 0.6;

interface ReadSource {
  readonly id: number;
  /** Title and text. */
  readonly whole: MatchableText;
  readonly sentences: readonly (Sentence & { readonly terms: readonly string[]; readonly match: MatchableText })[];
}

interface Candidate {
  readonly text: string;
  readonly sourceId: number;
  readonly score: number;
}

/** Sentences of the sources that answer the question, best first, each followed by its source's number; or the refusal. */
export function answerFrom({ sources, question, followUp, refusal }: Prompt): string {
  const asked = readQuestion(question);
  if (asked.terms.length === 0) return refusal;
  const read = sources.map(readSource);
  if (!read.some((source) => isBelieved(source, asked))) return refusal;
  if (followUp !== undefined && !isTouched(read, readQuestion(followUp))) return refusal;
  const askedHere = amongSentences(asked, read);
  const ranked = read.flatMap((source) => candidatesIn(source, askedHere)).toSorted((a, b) => b.score - a.score);
  const chosen = chooseFrom(ranked);
  return chosen.length === 0 ? refusal : chosen.map(({ text, sourceId }) => `${text} [${sourceId}]`).join(' ');
}

function isBelieved({ whole, sentences }: ReadSource, asked: Question): boolean {
  const bestSentence = sentences.reduce((best, { match }) => Math.max(best, match.coverage(asked)), 0);
  return confidenceIn(whole, bestSentence, asked) >= 0;
}

/** Whether the sources speak of the follow-up too, and not only of the question before it. */
function isTouched(read: readonly ReadSource[], followUp: Question): boolean {
  return followUp.terms.length === 0 || read.some(({ whole }) => whole.coverage(followUp) >= MIN_FOLLOW_UP_COVERAGE);
}

function readSource(source: Source): ReadSource {
  const sentences = sentencesOf(source.text).map((sentence) => {
    const terms = analyze(sentence.text, 'query');
    return { ...sentence, terms, match: new MatchableText(terms) };
  });
  const whole = new MatchableText([...analyze(source.title, 'query'), ...sentences.flatMap(({ terms }) => terms)]);
  return { id: source.id, whole, sentences };
}

/**
 * The question with the weight of each term as it tells the sentences at hand apart: what nearly every one of them says,
 * such as the name of the product the document is about, tells nothing.
 */
function amongSentences(asked: Question, read: readonly ReadSource[]): Question {
  const all = read.flatMap(({ sentences }) => sentences);
  const terms = asked.terms.map((term) => {
    const share = all.filter(({ match }) => match.has(term.term)).length / all.length;
    return { ...term, weight: term.weight * (1 - share) ** 2 };
  });
  return { ...asked, terms };
}

function candidatesIn({ id, whole, sentences }: ReadSource, asked: Question): Candidate[] {
  const held = sentences.map(({ match }) => match.coverage(asked));
  const bySource = SCORE.source * (whole.coverage(asked) + 0.5 * whole.pairShare(asked, 0));
  return sentences.map(({ text, match, isHeading }, at) => {
    const score =
      (held[at] ?? 0) +
      SCORE.pairs * match.pairShare(asked, 0) +
      SCORE.neighbours * Math.max(held[at - 1] ?? 0, 0.5 * (held[at + 1] ?? 0)) +
      bySource +
      (namesKind(text, asked) ? SCORE.kind : 0);
    return { text, sourceId: id, score: isHeading ? HEADING_FACTOR * score : score };
  });
}

function chooseFrom(ranked: readonly Candidate[]): Candidate[] {
  const [best] = ranked;
  if (best === undefined) return [];
  const chosen: Candidate[] = [];
  for (const candidate of ranked) {
    if (chosen.length === MAX_SENTENCES || candidate.score < MIN_SHARE_OF_BEST * best.score) break;
    if (chosen.some(({ text }) => text === candidate.text)) continue;
    const isLast = chosen.length === MAX_SENTENCES - 1;
    chosen.push((isLast && fromAnotherSource(ranked, chosen, candidate)) || candidate);
  }
  return chosen;
}

/** A near-equal sentence of a source not heard yet, where only one was heard so far. */
function fromAnotherSource(
  ranked: readonly Candidate[],
  chosen: readonly Candidate[],
  next: Candidate,
): Candidate | undefined {
  const heard = new Set([...chosen, next].map(({ sourceId }) => sourceId));
  if (heard.size > 1) return undefined;
  return ranked.find(({ sourceId, score }) => !heard.has(sourceId) && score >= OTHER_SOURCE_SHARE * next.score);
}
