import type { ChatAnswer } from '@shared/contracts';
import { namesItsFile, type Question } from './questions.ts';

/** How one question went. */
export interface Outcome {
  readonly id: string;
  readonly question: string;
  readonly namesItsFile: boolean;
  readonly isRefused: boolean;
  /** The best passage is from a right file. */
  readonly isFileFirst: boolean;
  /** A right page is among the passages given to the model. */
  readonly isPageFound: boolean;
  /** A right page is cited. */
  readonly isPageCited: boolean;
  readonly seconds: number;
}

/** @param fileNames of documents, by id. */
export function outcomeOf(
  question: Question,
  answer: ChatAnswer,
  fileNames: ReadonlyMap<string, string>,
  seconds: number,
): Outcome {
  const isRightFile = (documentId: string): boolean =>
    question.citations.some(({ file }) => file === fileNames.get(documentId));
  const isRightPage = ({ documentId, page }: { documentId: string; page?: number | undefined }): boolean =>
    question.citations.some((truth) => truth.file === fileNames.get(documentId) && truth.page === page);
  const [best] = answer.sources;
  return {
    id: question.id,
    question: question.question,
    namesItsFile: namesItsFile(question),
    isRefused: answer.refusal !== null,
    isFileFirst: best !== undefined && isRightFile(best.documentId),
    isPageFound: answer.sources.some(isRightPage),
    isPageCited: answer.citations.some(isRightPage),
    seconds,
  };
}

/** A count of how many. */
export interface Share {
  readonly of: number;
  readonly count: number;
}

export interface HandbookScore {
  /** Gated: of the questions that a reader could place. */
  readonly fileFirstWhereNamed: Share;
  readonly fileFirst: Share;
  readonly pageFound: Share;
  readonly pageCited: Share;
  /** Questions the documents answer that were refused all the same. */
  readonly refused: Share;
  /** Questions about something else that were refused, as they should be. */
  readonly offTopicRefused: Share;
  readonly secondsMedian: number;
  readonly secondsWorst: number;
}

export function scoreOf(outcomes: readonly Outcome[], offTopicRefusals: readonly boolean[]): HandbookScore {
  const named = outcomes.filter((one) => one.namesItsFile);
  const seconds = outcomes.map((one) => one.seconds).toSorted((a, b) => a - b);
  return {
    fileFirstWhereNamed: share(named.map((one) => one.isFileFirst)),
    fileFirst: share(outcomes.map((one) => one.isFileFirst)),
    pageFound: share(outcomes.map((one) => one.isPageFound)),
    pageCited: share(outcomes.map((one) => one.isPageCited)),
    refused: share(outcomes.map((one) => one.isRefused)),
    offTopicRefused: share(offTopicRefusals),
    secondsMedian: seconds[Math.floor((seconds.length - 1) / 2)] ?? 0,
    secondsWorst: seconds.at(-1) ?? 0,
  };
}

const share = (claims: readonly boolean[]): Share => ({ of: claims.length, count: claims.filter(Boolean).length });

/** Right file first, of the questions that name their plan; issue 1. */
const FILE_FIRST_BAR = 0.9;

export const passes = ({ fileFirstWhereNamed: { count, of } }: HandbookScore): boolean => count >= FILE_FIRST_BAR * of;
