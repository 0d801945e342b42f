import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Judgements } from '../retrieval/metrics.ts';

/** A document of a test collection, as it is uploaded. */
export interface CollectionDocument {
  readonly id: string;
  /** Title of the work it is a part of; empty if the collection gives none. */
  readonly title: string;
  /** Title and text. */
  readonly content: string;
}

/** A test collection in BEIR layout. */
export interface Collection {
  readonly documents: readonly CollectionDocument[];
  /** Queries that somebody judged documents for. */
  readonly queries: readonly { readonly id: string; readonly text: string; readonly judgements: Judgements }[];
}

/** Reads `corpus.jsonl`, `queries.jsonl` and `qrels/test.tsv`. Documents without a word are left out. */
export async function readCollection(folder: string): Promise<Collection> {
  const queries = await jsonLines<{ _id: string; text: string }>(join(folder, 'queries.jsonl'));
  const judged = await readJudgements(join(folder, 'qrels/test.tsv'));
  return {
    documents: await readCorpus(folder),
    queries: queries.flatMap(({ _id, text }) => {
      const judgements = judged.get(_id);
      return judgements ? [{ id: _id, text, judgements }] : [];
    }),
  };
}

/** Reads `corpus.jsonl`. Documents without a word are left out. */
export async function readCorpus(folder: string): Promise<CollectionDocument[]> {
  const corpus = await jsonLines<{ _id: string; title?: string; text: string }>(join(folder, 'corpus.jsonl'));
  return corpus
    .map(({ _id, title = '', text }) => ({
      id: _id,
      title,
      content: [title, text].filter(Boolean).join('\n\n').trim(),
    }))
    .filter(({ content }) => /[\p{L}\p{N}]/u.test(content));
}

/** One line a judgement: query, document, score; the first line names the columns. */
async function readJudgements(file: string): Promise<Map<string, Map<string, number>>> {
  const byQuery = new Map<string, Map<string, number>>();
  for (const line of (await readFile(file, 'utf8')).split('\n').slice(1)) {
    const [query, document, score] = line.trim().split('\t');
    if (query === undefined || document === undefined || score === undefined) continue;
    byQuery.set(query, (byQuery.get(query) ?? new Map<string, number>()).set(document, Number(score)));
  }
  return byQuery;
}

/** A file of one JSON object a line; empty lines are skipped. */
export async function jsonLines<T>(file: string): Promise<T[]> {
  const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line.trim() !== '');
  return lines.map((line) => JSON.parse(line) as T);
}
