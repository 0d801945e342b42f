import { sleep } from 'k6';
import type { Options } from 'k6/options';
import { reportOf, TREND_STATS, type SummaryData } from '../scenario/figures.ts';
import { ask } from './product.ts';

const users = Number(__ENV['LOAD_USERS'] ?? 50);
/** How long all of them are there, seconds. */
const seconds = Number(__ENV['LOAD_SECONDS'] ?? 60);
/** Users who come, in one second. */
const RAMP = 5;

/**
 * Time between an answer and the next question of the same user, seconds. Nobody asks faster; and with the question and the
 * removal of its conversation a user makes 80 requests a minute at most: each is a caller under the general limits.
 */
const THINKS_AT_LEAST = 1.5;
const THINKS_AT_MOST = 3.5;

export const options: Options = {
  scenarios: {
    chat: {
      executor: 'ramping-vus',
      startVUs: 0,
      stages: [
        { target: users, duration: `${Math.ceil(users / RAMP)}s` },
        { target: users, duration: `${seconds}s` },
      ],
      // The longest answer: one that has begun when the time is up counts.
      gracefulStop: '150s',
    },
  },
  summaryTrendStats: TREND_STATS,
  thresholds: {
    failed: ['count==0'],
    // With any model, whose own time is most of it; what the product adds is measured by `npm run load -- first-token`.
    first_token: ['p(95)<2000'],
    whole_answer: ['p(95)<20000'],
  },
};

export default function (): void {
  ask();
  sleep(THINKS_AT_LEAST + Math.random() * (THINKS_AT_MOST - THINKS_AT_LEAST));
}

export const handleSummary = (data: SummaryData): Record<string, string> => ({
  [__ENV['LOAD_REPORT'] ?? 'stdout']: JSON.stringify(reportOf(data, 'chat', users)),
});
