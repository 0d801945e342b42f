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
const MIN_SHARE_OF_BEST = 0.3;
/**
 * A sentence counts this much less for each one of its source that was chosen before: what several sources say is safer,
 * and a question with two parts is answered in two places (the handbook's right pages cited: 11 of 25 at 0.85, 12 at this).
 */
const AGAIN_FACTOR = 0.7;

/** What makes a sentence answer, beside the share of the question it holds itself (which counts 1). */
const SCORE = {
  /** Words of the question that stand together in it as in the question. */
  pairs: 0.4,
  /** What its neighbours hold: a sentence that begins with "It" lives from the one before. */
  neighbours: 0.25,
  /** What its whole source holds. */
  source: 0.5,
  /** Its source came first: whoever wrote the prompt put the best one there. The second gets half of it, the third a third. */
  rank: 0.3,
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
  const ranked = read
    .flatMap((source, place) => candidatesIn(source, place, askedHere))
    .toSorted((a, b) => b.score - a.score);
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

function candidatesIn({ id, whole, sentences }: ReadSource, place: number, asked: Question): Candidate[] {
  const held = sentences.map(({ match }) => match.coverage(asked));
  const bySource = SCORE.source * (whole.coverage(asked) + 0.5 * whole.pairShare(asked, 0)) + SCORE.rank / (1 + place);
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
  const chosen: Candidate[] = [];
  while (chosen.length < MAX_SENTENCES) {
    const next = nextBest(ranked, chosen);
    if (next === undefined || next.score < MIN_SHARE_OF_BEST * (ranked[0]?.score ?? 0)) break;
    chosen.push(next);
  }
  return chosen;
}

/** The best sentence not said yet, where sources that were heard already count less. */
function nextBest(ranked: readonly Candidate[], chosen: readonly Candidate[]): Candidate | undefined {
  const worth = ({ score, sourceId }: Candidate): number =>
    score * AGAIN_FACTOR ** chosen.filter((said) => said.sourceId === sourceId).length;
  return ranked
    .filter(({ text }) => !chosen.some((said) => said.text === text))
    .reduce<Candidate | undefined>(
      (best, next) => (best === undefined || worth(next) > worth(best) ? next : best),
      undefined,
    );
}
