import { MatchableText } from './match.js';
import type { Question, QuestionTerm } from './question.js';

const term = (text: string, weight: number, more: Partial<QuestionTerm> = {}): QuestionTerm => ({
  term: text,
  weight,
  isGeneric: false,
  isName: false,
  ...more,
});
const asked: Question = {
  terms: [term('year', 1, { isGeneric: true }), term('norman', 6, { isName: true }), term('conquer', 3)],
  pairs: [
    ['year', 'norman'],
    ['norman', 'conquer'],
  ],
  kind: 'time',
};

describe(MatchableText.name, () => {
  it('holds a share of the question by weight', () => {
    expect(new MatchableText(['norman', 'ship']).coverage(asked)).toBeCloseTo(0.6, 6); // 6 of 1 + 6 + 3
    expect(new MatchableText([]).coverage(asked)).toBe(0);
  });

  it('counts a word that begins alike as 0.6 of it', () => {
    expect(new MatchableText(['conquest']).coverage(asked)).toBeCloseTo(0.18, 6); // "conqu": 0.6 x 3 of 10
  });

  it('holds names apart, and says what it was told where there are none', () => {
    expect(new MatchableText(['conquer']).nameShare(asked, 0.7)).toBe(0);
    expect(new MatchableText(['norman']).nameShare(asked, 0.7)).toBe(1);
    expect(new MatchableText([]).nameShare({ ...asked, terms: [term('tea', 1)] }, 0.7)).toBe(0.7);
  });

  it('counts a term that comes again up to twice', () => {
    const text = new MatchableText(['norman', 'norman', 'norman']);

    expect(text.saturation(asked)).toBeCloseTo(0.9, 6); // 3 times: 2·3/4 = 1.5; 1.5 x 6 of 10
  });

  it('weighs what it holds without the words that only shape the question', () => {
    expect(new MatchableText(['year', 'norman']).heldWeight(asked)).toBe(6);
  });

  it.each([
    ['side by side', ['norman', 'conquer'], 0.5], // one pair of two
    ['four apart', ['conquer', 'a', 'b', 'c', 'norman'], 0.5],
    ['five apart', ['conquer', 'a', 'b', 'c', 'd', 'norman'], 0],
    ['close only the second time', ['norman', 'a', 'b', 'c', 'd', 'e', 'norman', 'conquer'], 0.5],
  ])('finds neighbours that stand %s', (_, terms, share) => {
    expect(new MatchableText(terms).pairShare(asked, 0.3)).toBe(share);
  });

  it('says what it was told of a question that has no pairs', () => {
    expect(new MatchableText(['tea']).pairShare({ ...asked, pairs: [] }, 0.3)).toBe(0.3);
  });

  it('is quick with a text that repeats itself', () => {
    const hostile = new MatchableText(
      Array.from({ length: 200_000 }, (_, at) => (at < 100_000 ? 'norman' : 'conquer')),
    );

    // Place by place against place this would be 10,000,000,000 comparisons.
    expect(hostile.pairShare(asked, 0)).toBe(0.5);
  });
});
