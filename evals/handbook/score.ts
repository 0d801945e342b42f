import type { ChatAnswer } from '@shared/contracts';
import type { Measure } from '../report/report.ts';
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

/** Right file first, of the questions that name their plan. */
const FILE_FIRST_BAR = 0.95;

/** What was measured, by question. @param offTopicRefusals whether each question about something else was refused. */
export function measuresOf(outcomes: readonly Outcome[], offTopicRefusals: readonly boolean[]): Measure[] {
  const measure = (name: string, says: string, of: readonly Outcome[], holds: (one: Outcome) => boolean): Measure => ({
    name,
    says,
    values: new Map(of.map((one) => [one.id, holds(one) ? 1 : 0])),
  });
  const named = outcomes.filter((one) => one.namesItsFile);
  return [
    {
      ...measure(
        'file-first-named',
        'right file first, of questions that name their plan',
        named,
        (one) => one.isFileFirst,
      ),
      bar: { side: 'at least', value: FILE_FIRST_BAR },
    },
    measure('file-first', 'right file first, of all', outcomes, (one) => one.isFileFirst),
    measure('page-given', 'right page among the sources', outcomes, (one) => one.isPageFound),
    measure('page-cited', 'right page cited', outcomes, (one) => one.isPageCited),
    measure('refused', 'answerable but refused', outcomes, (one) => one.isRefused),
    {
      name: 'off-topic',
      says: 'about something else: refused',
      values: new Map(offTopicRefusals.map((isRefused, i) => [`off-topic-${i}`, isRefused ? 1 : 0])),
    },
  ];
}
