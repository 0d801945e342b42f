import type { SearchMode } from '@shared/contracts';
import type { Bench } from '../evaluation.ts';
import { readCollection, type Collection } from '../collection/beir.ts';
import { concurrently } from '../collection/concurrently.ts';
import { ingest, takeAway } from '../collection/ingest.ts';
import { patiently } from '../collection/patience.ts';
import { progressOf } from '../collection/progress.ts';
import { figure } from '../report/pages.ts';
import type { Findings, Measure } from '../report/report.ts';
import { meanOf } from '../statistics/bootstrap.ts';
import { compared, isSignificantlyBelow } from '../statistics/paired.ts';
import { metricsOf, type Metrics } from './metrics.ts';

const MODES = ['hybrid', 'keyword'] as const satisfies readonly SearchMode[];
type Mode = (typeof MODES)[number];
/** Queries under way at once. */
const ASKERS = 4;
/** Passages asked for; documents are ranked by their best passage. */
const TOP = 100;

/** The measures by the names that others give them. */
const NAMES = { 'ndcg@10': 'ndcgAt10', map: 'map', 'recall@100': 'recallAt100' } as const satisfies Record<
  string,
  keyof Metrics
>;

/** How good each query's ranking was, by query. */
type Scores = ReadonlyMap<string, Metrics>;

/** Uploads a test collection, asks its queries in each mode, and scores the rankings by its judgements. */
export async function runRetrieval({ groundwork, own, folder, name, say }: Bench): Promise<Findings> {
  const collection = await readCollection(folder);
  const startedAt = performance.now();
  const names = await ingest(groundwork, collection.documents, say);
  const seconds = (performance.now() - startedAt) / 1_000;
  const pace = `${collection.documents.length} documents ready in ${seconds.toFixed(1)} s`;
  say(pace);

  const scores: Partial<Record<Mode, Scores>> = {};
  for (const mode of MODES) scores[mode] = await score(groundwork, collection, names, mode, say);
  if (!own) await takeAway(groundwork, names.keys());
  return findingsOf(name, pace, scores as Record<Mode, Scores>);
}

async function score(
  groundwork: Bench['groundwork'],
  { queries }: Collection,
  names: ReadonlyMap<string, string>,
  mode: Mode,
  say: Bench['say'],
): Promise<Scores> {
  const tick = progressOf(`${mode} queries`, queries.length, say);
  const scored = await concurrently(queries, ASKERS, async ({ id, text, judgements }) => {
    const { items } = await patiently(() => groundwork.search({ query: text, mode, top: TOP }));
    tick();
    const ranking = new Set(items.flatMap(({ documentId }) => names.get(documentId) ?? []));
    return [id, metricsOf([...ranking], judgements)] as const;
  });
  return new Map(scored);
}

function findingsOf(name: string, pace: string, scores: Readonly<Record<Mode, Scores>>): Findings {
  const of = (mode: Mode, key: keyof Metrics): Map<string, number> =>
    new Map(Array.from(scores[mode], ([id, metrics]) => [id, metrics[key]]));
  const means = (mode: Mode): Record<string, number> =>
    Object.fromEntries(Object.entries(NAMES).map(([said, key]) => [said, meanOf([...of(mode, key).values()])]));
  const measures: Measure[] = [
    ...Object.entries(NAMES).map(([said, key]) => ({ name: said, says: `hybrid ${said}`, values: of('hybrid', key) })),
    ...Object.entries(NAMES).map(([said, key]) => ({
      name: `bm25:${said}`,
      says: `BM25 alone ${said}`,
      values: of('keyword', key),
    })),
  ];
  const difference = compared(of('hybrid', 'ndcgAt10'), of('keyword', 'ndcgAt10'));
  const sign = difference.difference < 0 ? '' : '+';
  return {
    title: `retrieval ${name}`,
    facts: [
      `${pace}; ${scores.hybrid.size} queries with judgements`,
      `hybrid against BM25 alone: nDCG@10 ${sign}${figure(difference.difference)}, p = ${figure(difference.p)}`,
    ],
    measures,
    checks: [
      {
        says: 'hybrid nDCG@10 not significantly below BM25 alone (paired randomisation test)',
        kept: !isSignificantlyBelow(difference),
      },
    ],
    charts: [distribution(of('hybrid', 'ndcgAt10'), of('keyword', 'ndcgAt10'))],
    json: { queries: scores.hybrid.size, bm25: means('keyword'), difference },
  };
}

/** Share of queries that reach each nDCG@10: where a mode gains and loses, beyond its mean. */
function distribution(
  hybrid: ReadonlyMap<string, number>,
  keyword: ReadonlyMap<string, number>,
): Findings['charts'][0] {
  const steps = Array.from({ length: 51 }, (_, i) => i / 50);
  const line = (label: string, values: readonly number[]) => ({
    label,
    points: steps.map(
      (step) => [step, values.filter((value) => value >= step - 1e-9).length / Math.max(1, values.length)] as const,
    ),
  });
  return {
    title: 'Share of queries that reach an nDCG@10',
    x: { label: 'nDCG@10', from: 0, to: 1 },
    y: { label: 'share of queries', from: 0, to: 1 },
    lines: [line('hybrid', [...hybrid.values()]), line('BM25 alone', [...keyword.values()])],
  };
}
