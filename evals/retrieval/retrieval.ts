import type { SearchMode } from '@shared/contracts';
import { setTimeout as pause } from 'node:timers/promises';
import { isSettled, type Groundwork } from '../../tools/client/groundwork.ts';
import { uploadTogether } from '../../tools/client/upload.ts';
import { readCollection, type Collection } from './beir.ts';
import { meanOf, metricsOf, type Metrics } from './metrics.ts';

const MODES = ['hybrid', 'keyword', 'vector'] as const satisfies readonly SearchMode[];
/** Documents in one upload. */
const BATCH = 25;
/** Batches under way: while one is worked on, the next is on its way. */
const WAITING_DOCUMENTS = 200;
/** Queries under way at once. */
const ASKERS = 4;
/** Passages asked for; documents are ranked by their best passage. */
const TOP = 100;

export interface RetrievalReport {
  readonly documents: number;
  readonly queries: number;
  readonly ingestSeconds: number;
  readonly modes: Readonly<Record<SearchMode, Metrics>>;
  /** Hybrid search ranks at least as well as words alone. */
  readonly passed: boolean;
}

/** Uploads a test collection, asks its queries in each mode, and scores the rankings by its judgements. */
export async function runRetrieval(
  groundwork: Groundwork,
  folder: string,
  say: (line: string) => void,
): Promise<RetrievalReport> {
  const collection = await readCollection(folder);
  const startedAt = performance.now();
  const names = await ingest(groundwork, collection.documents, say);
  const ingestSeconds = (performance.now() - startedAt) / 1_000;
  say(`${collection.documents.length} documents ready in ${ingestSeconds.toFixed(1)} s`);

  const modes: Partial<Record<SearchMode, Metrics>> = {};
  for (const mode of MODES) modes[mode] = await score(groundwork, collection, names, mode);
  const { hybrid, keyword, vector } = modes as Record<SearchMode, Metrics>;
  return {
    documents: collection.documents.length,
    queries: collection.queries.length,
    ingestSeconds,
    modes: { hybrid, keyword, vector },
    passed: hybrid.ndcgAt10 >= keyword.ndcgAt10,
  };
}

/** @returns ids of the collection, by id of the document they were uploaded as. */
async function ingest(
  groundwork: Groundwork,
  documents: Collection['documents'],
  say: (line: string) => void,
): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  const waiting: string[] = [];
  for (let i = 0; i < documents.length; i += BATCH) {
    const batch = documents.slice(i, i + BATCH);
    const { documents: taken, rejected } = await uploadTogether(
      groundwork.url,
      batch.map(({ id, content }) => ({ name: `${encodeURIComponent(id)}.txt`, content })),
    );
    for (const { fileName, message } of rejected) say(`${fileName} was not taken: ${message}`);
    for (const { id, fileName } of taken) {
      // The same text again is the same document: it keeps its first name.
      if (!names.has(id)) waiting.push(id);
      names.set(id, names.get(id) ?? decodeURIComponent(fileName.replace(/\.txt$/, '')));
    }
    await settle(groundwork, waiting, WAITING_DOCUMENTS);
  }
  await settle(groundwork, waiting, 0);
  return names;
}

/** Waits, oldest first, until no more than `left` documents are being worked on. */
async function settle(groundwork: Groundwork, waiting: string[], left: number): Promise<void> {
  while (waiting.length > left) {
    const view = await groundwork.document(waiting[0] ?? '');
    if (view.failure) throw new Error(`${view.fileName} failed: ${view.failure.message}`);
    if (isSettled(view)) waiting.shift();
    else await pause(50);
  }
}

async function score(
  groundwork: Groundwork,
  { queries }: Collection,
  names: ReadonlyMap<string, string>,
  mode: SearchMode,
): Promise<Metrics> {
  const all: Metrics[] = [];
  const rest = [...queries];
  const asker = async (): Promise<void> => {
    for (let query = rest.pop(); query; query = rest.pop()) {
      const { items } = await groundwork.search({ query: query.text, mode, top: TOP });
      const ranking = new Set(items.flatMap(({ documentId }) => names.get(documentId) ?? []));
      all.push(metricsOf([...ranking], query.judgements));
    }
  };
  await Promise.all(Array.from({ length: ASKERS }, asker));
  return meanOf(all);
}

/** The figures, for a person. */
export function retrievalLines({ documents, queries, ingestSeconds, modes, passed }: RetrievalReport): string[] {
  const figure = (value: number): string => value.toFixed(3).replace(/^0/, '');
  return [
    `${documents} documents (${(documents / ingestSeconds).toFixed(0)} a second), ${queries} queries`,
    ...MODES.map((mode) => {
      const { ndcgAt10, map, recallAt100 } = modes[mode];
      return `${mode.padEnd(8)} nDCG@10 ${figure(ndcgAt10)}   MAP ${figure(map)}   recall@100 ${figure(recallAt100)}`;
    }),
    `hybrid at least as good as keyword by nDCG@10: ${passed ? 'passed' : 'MISSED'}`,
  ];
}
