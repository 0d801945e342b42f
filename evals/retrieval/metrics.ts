/** How good each document is for one query, by id; those not named are 0. */
export type Judgements = ReadonlyMap<string, number>;

/** Ranking quality of one query, or the mean over several. */
export interface Metrics {
  readonly ndcgAt10: number;
  readonly map: number;
  readonly recallAt100: number;
}

/**
 * The measures that trec_eval calls ndcg_cut.10 (linear gain), map and recall.100.
 * @param ranking document ids, best first, each once.
 */
export function metricsOf(ranking: readonly string[], judgements: Judgements): Metrics {
  const gains = ranking.map((id) => judgements.get(id) ?? 0);
  const ideal = [...judgements.values()].toSorted((a, b) => b - a);
  const relevant = ideal.filter((gain) => gain > 0).length;
  const found = gains.slice(0, 100).filter((gain) => gain > 0).length;
  return {
    ndcgAt10: ratio(dcg(gains.slice(0, 10)), dcg(ideal.slice(0, 10))),
    map: ratio(sumOfPrecisions(gains), relevant),
    recallAt100: ratio(found, relevant),
  };
}

/** Each gain, divided by the logarithm of its place. */
const dcg = (gains: readonly number[]): number => gains.reduce((sum, gain, i) => sum + gain / Math.log2(i + 2), 0);

/** At each relevant document, the share of relevant ones so far. */
function sumOfPrecisions(gains: readonly number[]): number {
  let found = 0;
  return gains.reduce((sum, gain, i) => (gain > 0 ? sum + ++found / (i + 1) : sum), 0);
}

const ratio = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);
