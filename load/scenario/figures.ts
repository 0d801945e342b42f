/** What k6 hands to `handleSummary`, as far as it is read here. */
export interface SummaryData {
  readonly metrics: Readonly<
    Record<
      string,
      {
        readonly values: Readonly<Record<string, number>>;
        readonly thresholds?: Readonly<Record<string, { readonly ok: boolean }>>;
      }
    >
  >;
}

/** Milliseconds. */
export interface Latencies {
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly worstMs: number;
}

/** The figures of one run. */
export interface ScenarioReport {
  readonly scenario: string;
  readonly users: number;
  /** Questions answered as they ought to be. */
  readonly answered: number;
  /** Anything that was not as it ought to be. */
  readonly failed: number;
  /** Everything sent while users ask: questions, and removals of conversations. */
  readonly requests: number;
  readonly firstToken: Latencies;
  readonly wholeAnswer: Latencies;
  /** The scenario's thresholds, by `metric: condition`. */
  readonly thresholds: Readonly<Record<string, boolean>>;
  readonly passed: boolean;
}

/** Statistics of a trend that {@link reportOf} needs, for `summaryTrendStats`. */
export const TREND_STATS = ['med', 'p(95)', 'max'];

/** Nothing answered is nothing proven: then no run has passed, whatever its thresholds say. */
export function reportOf({ metrics }: SummaryData, scenario: string, users: number): ScenarioReport {
  const count = (name: string): number => metrics[name]?.values['count'] ?? 0;
  const latencies = (name: string): Latencies => ({
    p50Ms: metrics[name]?.values['med'] ?? 0,
    p95Ms: metrics[name]?.values['p(95)'] ?? 0,
    worstMs: metrics[name]?.values['max'] ?? 0,
  });
  const thresholds = Object.fromEntries(
    Object.entries(metrics).flatMap(([name, { thresholds: held = {} }]) =>
      Object.entries(held).map(([condition, { ok }]) => [`${name}: ${condition}`, ok]),
    ),
  );
  return {
    scenario,
    users,
    answered: count('answered'),
    failed: count('failed'),
    requests: count('http_reqs') + count('sse_reqs'),
    firstToken: latencies('first_token'),
    wholeAnswer: latencies('whole_answer'),
    thresholds,
    passed: count('answered') > 0 && count('failed') === 0 && Object.values(thresholds).every((isKept) => isKept),
  };
}

/** The figures, for a person. */
export function scenarioLines(report: ScenarioReport): string[] {
  const { scenario, users, answered, failed, requests, firstToken, wholeAnswer, thresholds, passed } = report;
  const line = ({ p50Ms, p95Ms, worstMs }: Latencies): string =>
    `p50 ${p50Ms.toFixed(0)} ms, p95 ${p95Ms.toFixed(0)} ms, worst ${worstMs.toFixed(0)} ms`;
  return [
    `${scenario}, ${users} ${users === 1 ? 'user' : 'users'}: ${answered} answered, ${failed} failed, ${requests} requests`,
    `first token:  ${line(firstToken)}`,
    `whole answer: ${line(wholeAnswer)}`,
    ...Object.entries(thresholds).map(([name, isKept]) => `${isKept ? 'kept  ' : 'MISSED'} ${name}`),
    passed ? 'passed' : 'NOT PASSED',
  ];
}
