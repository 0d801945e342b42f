import type { Options } from 'k6/options';
import { reportOf, TREND_STATS, type SummaryData } from '../scenario/figures.ts';
import { ask } from './product.ts';

/** One user asks a few things, one after the other: does it work at all, and does it leave nothing behind? */
const QUESTIONS = 5;

export const options: Options = {
  scenarios: {
    smoke: { executor: 'per-vu-iterations', vus: 1, iterations: QUESTIONS, maxDuration: '10m' },
  },
  summaryTrendStats: TREND_STATS,
  thresholds: {
    answered: [`count==${QUESTIONS}`],
    failed: ['count==0'],
    // What a person waits for without wondering, with any model; a smoke test is no measurement.
    first_token: ['p(95)<10000'],
    whole_answer: ['p(95)<60000'],
  },
};

export default ask;

export const handleSummary = (data: SummaryData): Record<string, string> => ({
  [__ENV['LOAD_REPORT'] ?? 'stdout']: JSON.stringify(reportOf(data, 'smoke', 1)),
});
