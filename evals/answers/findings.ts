import type { Findings, Measure } from '../report/report.ts';
import type { Judged } from './judge.ts';
import { loadCoverage } from './product-coverage.ts';
import type { CorpusQuestion } from './questions.ts';
import { operatingPoints, thresholdChart, type Evidence } from './threshold.ts';

/** What the embedded default is held to, of all answerable questions and of all off-corpus ones. */
const BARS = { answered: 0.92, string: 0.8, cited: 0.88, offCorpus: 0.92 } as const;
/** `RETRIEVAL_MIN_COVERAGE` of the embedded default. */
const MIN_COVERAGE = 0.3;
/** Ids of questions that show what went wrong, in the JSON. */
const EXAMPLES = 20;

/** What an evaluation of answers saw. */
export interface AnswersRun {
  readonly documents: number;
  readonly covered: readonly { readonly question: CorpusQuestion; readonly judged: Judged }[];
  /** Questions about works that were not indexed when they were asked; empty where the corpus has one work only. */
  readonly offCorpus: readonly Judged[];
  readonly evidence: readonly Evidence[];
}

/** Counts what an evaluation of answers saw. */
export async function answersFindings(name: string, run: AnswersRun): Promise<Findings> {
  const answerable = run.covered.filter(({ question }) => question.answerable).map((one) => one.judged);
  const adversarial = run.covered.filter(({ question }) => !question.answerable).map((one) => one.judged);
  const all = [...answerable, ...adversarial, ...run.offCorpus];
  const invented = all.filter(({ inventions }) => inventions.length > 0);
  const points = operatingPoints(run.evidence, await loadCoverage());
  return {
    title: `answers ${name}`,
    facts: [
      `${run.documents} documents; ${answerable.length} answerable and ${adversarial.length} adversarial questions, ${run.offCorpus.length} off-corpus`,
      `reasons of refusals: ${reasonsOf(all)}`,
    ],
    measures: [
      measure('answered', 'answerable: answered', answerable, (one) => one.answered, BARS.answered),
      measure(
        'string',
        'answerable: answer string in at most three sentences',
        answerable,
        (one) => one.holdsAnswer,
        BARS.string,
      ),
      measure('cited', 'answerable: right passage cited', answerable, (one) => one.citesPassage, BARS.cited),
      measure(
        'given',
        'answerable and answered: right passage among the sources',
        answerable.filter((one) => one.answered),
        (one) => one.wasGivenPassage,
      ),
      measure(
        'grounded',
        'answerable and answered: every claim carried by what it cites',
        answerable.filter((one) => one.answered),
        (one) => one.grounded,
      ),
      measure('off-corpus', 'off-corpus: refused', run.offCorpus, (one) => !one.answered, BARS.offCorpus),
      measure('adversarial', 'adversarial: refused', adversarial, (one) => !one.answered),
    ].filter(({ values }) => values.size > 0),
    checks: [
      {
        says: `invented citations over ${all.length} questions: ${invented.length}`,
        kept: invented.length === 0,
      },
    ],
    charts: run.evidence.length > 0 ? [thresholdChart(points, MIN_COVERAGE)] : [],
    json: {
      invented: invented.slice(0, EXAMPLES).map(({ id, inventions }) => ({ id, inventions })),
      refusedThoughAnswerable: answerable
        .filter((one) => !one.answered)
        .slice(0, EXAMPLES)
        .map(({ id }) => id),
      answeredThoughOffCorpus: run.offCorpus
        .filter((one) => one.answered)
        .slice(0, EXAMPLES)
        .map(({ id }) => id),
      threshold: points,
    },
  };
}

function measure(
  name: string,
  says: string,
  judgements: readonly Judged[],
  holds: (one: Judged) => boolean,
  atLeast?: number,
): Measure {
  return {
    name,
    says,
    values: new Map(judgements.map((one) => [one.id, holds(one) ? 1 : 0])),
    ...(atLeast === undefined ? {} : { bar: { side: 'at least', value: atLeast } }),
  };
}

function reasonsOf(all: readonly Judged[]): string {
  const counts = new Map<string, number>();
  for (const { reason } of all) if (reason !== null) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return Array.from(counts, ([reason, count]) => `${reason} ${count}`).join(', ') || 'none';
}
