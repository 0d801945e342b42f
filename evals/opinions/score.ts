import type { ChatAnswer, FeedbackLine } from '@shared/contracts';
import type { Measure } from '../report/report.ts';

/** What is read of a line of `GET /api/admin/feedback`. */
export type RatedAnswer = Pick<FeedbackLine, 'messageId' | 'rating' | 'question' | 'answer' | 'refused' | 'citations'>;

/** How a question went that a reader gave an opinion on. */
export interface Outcome {
  /** Message that the opinion is about. */
  readonly id: string;
  readonly question: string;
  readonly rating: FeedbackLine['rating'];
  readonly isRefused: boolean;
  /** Cites a document and page that the answer cited then; or both refuse. */
  readonly isSamePlace: boolean;
  /** Word for word what was said then. */
  readonly isSameText: boolean;
}

export function outcomeOf(
  { messageId, question, rating, refused, answer, citations }: RatedAnswer,
  now: ChatAnswer,
): Outcome {
  const isRefused = now.refusal !== null;
  const isCitedAgain = citations.some(({ documentId, page }) =>
    now.citations.some((cited) => cited.documentId === documentId && (cited.page ?? null) === page),
  );
  return {
    id: messageId,
    question,
    rating,
    isRefused,
    isSamePlace: refused ? isRefused : isCitedAgain,
    isSameText: now.answer === answer,
  };
}

/** Of the answers that were liked, how many must rest on the same place again. */
const LIKED_BAR = 0.9;

/** What was measured, by answer. What there was no opinion on is not held to a bar. */
export function measuresOf(outcomes: readonly Outcome[]): Measure[] {
  const of = (rating: FeedbackLine['rating'], holds: (one: Outcome) => boolean): ReadonlyMap<string, number> =>
    new Map(outcomes.filter((one) => one.rating === rating).map((one) => [one.id, holds(one) ? 1 : 0]));
  const liked = of('up', (one) => one.isSamePlace);
  return [
    {
      name: 'liked-kept',
      says: 'liked, and from the same place again',
      values: liked,
      ...(liked.size > 0 ? { bar: { side: 'at least', value: LIKED_BAR } } : {}),
    },
    {
      name: 'liked-refused',
      says: 'liked, and refused now',
      values: of('up', (one) => one.isRefused && !one.isSamePlace),
    },
    {
      name: 'disliked-changed',
      says: 'not liked, and another answer now',
      values: of('down', (one) => !one.isSameText),
    },
  ];
}
