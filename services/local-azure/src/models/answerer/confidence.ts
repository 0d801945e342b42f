import type { MatchableText } from './match.js';
import type { Question } from './question.js';

/**
 * What speaks for a source holding the answer, each from 0 to about 1 times its weight. Weights are rounded from a
 * logistic regression over questions of SQuAD 2.0 (2026-11-21): the same question asked of its own article, and of all
 * others. Over articles whose words the table of weights was not made from it answers 94 to 95 % of the first and refuses
 * 93 % of the second (2026-11-25).
 */
const WEIGHT = {
  /** The best single sentence: how much of the question it holds. */
  sentence: 4,
  /** Words of the question standing together as in the question. */
  pairs: 3,
  /** How much there was to hold: one common word in common is less than five rare ones. */
  amount: 7,
  /** The question's names and numbers. */
  names: 3,
  /** The question's words again and again. */
  saturation: 2,
} as const;

/** From this sum on the source is believed. */
const BELIEVED_FROM = 8.6;
/** Weight of matched words that counts as plenty: four rare words. */
const PLENTY = 25;
/** What a question without names, or of one word, is given for them. */
const NO_NAMES = 0.7;
const NO_PAIRS = 0.3;

/** How sure one may be that a source answers: from 0 on it is believed to. */
export function confidenceIn(source: MatchableText, bestSentenceCoverage: number, asked: Question): number {
  return (
    WEIGHT.sentence * bestSentenceCoverage +
    WEIGHT.pairs * source.pairShare(asked, NO_PAIRS) +
    WEIGHT.amount * Math.min(1, source.heldWeight(asked) / PLENTY) +
    WEIGHT.names * source.nameShare(asked, NO_NAMES) +
    WEIGHT.saturation * source.saturation(asked) -
    BELIEVED_FROM
  );
}
