import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Judgements } from './metrics.ts';

/** A test collection in BEIR layout. */
export interface Collection {
  readonly documents: readonly { readonly id: string; readonly content: string }[];
  /** Queries that somebody judged documents for. */
  readonly queries: readonly { readonly text: string; readonly judgements: Judgements }[];
}

/** Reads `corpus.jsonl`, `queries.jsonl` and `qrels/test.tsv`. Documents without a word are left out. */
export async function readCollection(folder: string): Promise<Collection> {
  const corpus = await jsonLines<{ _id: string; title?: string; text: string }>(join(folder, 'corpus.jsonl'));
  const queries = await jsonLines<{ _id: string; text: string }>(join(folder, 'queries.jsonl'));
  const judged = await readJudgements(join(folder, 'qrels/test.tsv'));
  return {
    documents: corpus
      .map(({ _id, title, text }) => ({ id: _id, content: [title, text].filter(Boolean).join('\n\n').trim() }))
      .filter(({ content }) => /[\p{L}\p{N}]/u.test(content)),
    queries: queries.flatMap(({ _id, text }) => {
      const judgements = judged.get(_id);
      return judgements ? [{ text, judgements }] : [];
    }),
  };
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

async function jsonLines<T>(file: string): Promise<T[]> {
  const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line.trim() !== '');
  return lines.map((line) => JSON.parse(line) as T);
}
