import { reportOf, scenarioLines, type SummaryData } from './figures.ts';

const trend = (med: number, p95: number, max: number) => ({ values: { med, 'p(95)': p95, max } });
/** As k6 1.8 hands it over: a counter that never counted is not there. */
const SUMMARY: SummaryData = {
  metrics: {
    answered: { values: { count: 120, rate: 2 } },
    http_reqs: { values: { count: 124, rate: 2 } },
    sse_reqs: { values: { count: 121, rate: 2 } },
    first_token: { ...trend(41.6, 88, 120), thresholds: { 'p(95)<2000': { ok: true } } },
    whole_answer: trend(60, 110, 150),
    failed: { values: { count: 0, rate: 0 }, thresholds: { 'count==0': { ok: true } } },
  },
};
const withMetric = (name: string, metric: SummaryData['metrics'][string]): SummaryData => ({
  metrics: { ...SUMMARY.metrics, [name]: metric },
});

describe(reportOf, () => {
  it('has the figures and the thresholds', () => {
    const report = reportOf(SUMMARY, 'chat', 50);

    expect(report).toEqual({
      scenario: 'chat',
      users: 50,
      answered: 120,
      failed: 0,
      requests: 245,
      firstToken: { p50Ms: 41.6, p95Ms: 88, worstMs: 120 },
      wholeAnswer: { p50Ms: 60, p95Ms: 110, worstMs: 150 },
      thresholds: { 'first_token: p(95)<2000': true, 'failed: count==0': true },
      passed: true,
    });
    expect(scenarioLines(report)).toEqual([
      'chat, 50 users: 120 answered, 0 failed, 245 requests',
      'first token:  p50 42 ms, p95 88 ms, worst 120 ms',
      'whole answer: p50 60 ms, p95 110 ms, worst 150 ms',
      'kept   first_token: p(95)<2000',
      'kept   failed: count==0',
      'passed',
    ]);
  });

  it.each([
    ['one failure, though no threshold says so', withMetric('failed', { values: { count: 1 } })],
    [
      'a threshold that was crossed',
      withMetric('first_token', { ...trend(1, 2, 3), thresholds: { 'p(95)<1': { ok: false } } }),
    ],
    ['nothing answered', withMetric('answered', { values: { count: 0 } })],
    ['no metric at all', { metrics: {} }],
  ])('has not passed with %s', (_, summary) => {
    const report = reportOf(summary, 'chat', 50);
    expect(report.passed).toBe(false);
    expect(scenarioLines(report).at(-1)).toBe('NOT PASSED');
  });
});
