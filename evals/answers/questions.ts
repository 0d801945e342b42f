import { join } from 'node:path';
import { jsonLines } from '../collection/beir.ts';

/** A question over a corpus, with the truth. */
export interface CorpusQuestion {
  readonly id: string;
  readonly text: string;
  /** Whether the corpus answers it; the others only look as if it did. */
  readonly answerable: boolean;
  /** Each is right; letter for letter in its passage. */
  readonly answers: readonly string[];
  /** Id of the document it was asked about. */
  readonly passage: string;
}

/** Reads `questions.jsonl`. */
export async function readCorpusQuestions(folder: string): Promise<CorpusQuestion[]> {
  const read = await jsonLines<Omit<CorpusQuestion, 'id'> & { _id: string; answerable?: boolean }>(
    join(folder, 'questions.jsonl'),
  );
  return read.map(({ _id, text, answerable = true, answers, passage }) => ({
    id: _id,
    text,
    answerable,
    answers,
    passage,
  }));
}

/**
 * Every second of the works that a corpus is made of, by the order in which they come: questions about the others are
 * about something that the corpus then does not cover.
 */
export function everySecondTitle(documents: readonly { readonly title: string }[]): Set<string> {
  const titles = Array.from(new Set(documents.map(({ title }) => title)));
  return new Set(titles.filter((_, place) => place % 2 === 0));
}
