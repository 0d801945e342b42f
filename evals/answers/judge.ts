import type { ChatAnswer } from '@shared/contracts';
import type { CorpusQuestion } from './questions.ts';
import { sentencesIn } from './sentences.ts';

/** How one question over a corpus went. */
export interface Judged {
  readonly id: string;
  readonly answered: boolean;
  /** Why not, if it was not. */
  readonly reason: string | null;
  /** One of the right answers stands in an answer of at most {@link MAX_SENTENCES} sentences. */
  readonly holdsAnswer: boolean;
  /** The passage it was asked about is cited. */
  readonly citesPassage: boolean;
  /** The passage it was asked about was among those given to the model. */
  readonly wasGivenPassage: boolean;
  /** Every claim of it is carried by what it cites; false of a refusal. */
  readonly grounded: boolean;
  /** What the answer claims to cite and nobody said; must be empty. */
  readonly inventions: readonly string[];
}

/** A longer answer is not counted as one: whoever repeats the page names the answer too. */
export const MAX_SENTENCES = 3;

/**
 * @param nameOf id in the collection of a document.
 * @param textOf text of a document of the collection, as uploaded.
 */
export function judged(
  question: CorpusQuestion,
  answer: ChatAnswer,
  nameOf: (documentId: string) => string | undefined,
  textOf: (name: string) => string | undefined,
): Judged {
  const answered = answer.refusal === null;
  const said = normal(answer.answer);
  const isShort = sentencesIn(answer.answer).length <= MAX_SENTENCES;
  return {
    id: question.id,
    answered,
    reason: answer.refusal?.reason ?? null,
    holdsAnswer: answered && isShort && question.answers.some((right) => said.includes(normal(right))),
    citesPassage: answer.citations.some(({ documentId }) => nameOf(documentId) === question.passage),
    wasGivenPassage: answer.sources.some(({ documentId }) => nameOf(documentId) === question.passage),
    grounded: answer.grounding.grounded,
    inventions: inventionsOf(answer, nameOf, textOf),
  };
}

const MARKER = /\[(\d{1,3})\]/g;

/** What of an answer's citations is not so, one sentence each. */
function inventionsOf(
  { answer, citations, sources, refusal }: ChatAnswer,
  nameOf: (documentId: string) => string | undefined,
  textOf: (name: string) => string | undefined,
): string[] {
  if (refusal !== null) return citations.length > 0 ? ['a refusal cites'] : [];
  const marked = Array.from(answer.matchAll(MARKER), ({ 0: text, index }) => ({ text, index }));
  return [
    ...marked
      .filter(({ text, index }) => !citations.some(({ n, answerStart }) => answerStart === index && text === `[${n}]`))
      .map(({ text }) => `${text} is no citation`),
    ...citations.flatMap(({ n, documentId, quote, start, end, answerStart, answerEnd }) => {
      const wrong: string[] = [];
      if (answer.slice(answerStart, answerEnd) !== `[${n}]`) wrong.push(`citation ${n} does not stand where it says`);
      if (!sources.some((source) => source.n === n && source.documentId === documentId && source.text.includes(quote)))
        wrong.push(`citation ${n} quotes what no source says`);
      const text = textOf(nameOf(documentId) ?? '');
      if (text?.slice(start, end) !== quote) wrong.push(`citation ${n} quotes what its document does not say there`);
      return wrong;
    }),
  ];
}

/** Case, white space and the markers in between make no difference. */
function normal(text: string): string {
  return text
    .replace(/\s*\[\d{1,3}\]/g, '')
    .normalize('NFKC')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase();
}
