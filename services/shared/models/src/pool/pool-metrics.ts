import type { Metrics } from '@shared/telemetry';
import type { DeploymentCondition } from './deployment-state.js';
import type { ModelPool } from './model-pool.js';

/** Upper bounds of the time until an answer counts, in seconds: from a small model alone to a long prompt in a queue. */
const SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 100];

/** Conditions as numbers, worst highest, so that alerts can compare. */
const CONDITION_VALUE: Readonly<Record<DeploymentCondition, number>> = {
  healthy: 0,
  half_open: 1,
  throttled: 2,
  open: 3,
  auth_error: 4,
};

/** Shows what the pool does in the process's metrics. */
export function showPool(metrics: Metrics, pool: ModelPool): void {
  const attempts = metrics.counter(
    'groundwork_model_attempts_total',
    'Attempts at a deployment, by what became of them.',
    ['deployment', 'outcome'],
  );
  const times = metrics.histogram(
    'groundwork_model_answer_start_seconds',
    'Time until the first meaningful token, or the whole of an answer that is not streamed.',
    SECONDS,
    ['deployment'],
  );
  pool.watch(({ name }, outcome, ms) => {
    attempts.inc({ deployment: name, outcome });
    if (outcome === 'answered') times.observe({ deployment: name }, ms / 1_000);
  });
  const each = (value: (state: ModelPool['deployments'][number]) => number) => () =>
    pool.deployments.map((state) => ({ labels: { deployment: state.deployment.name }, value: value(state) }));
  metrics.gauges(
    'groundwork_model_deployment_condition',
    'State of a deployment: 0 healthy, 1 half open, 2 throttled, 3 open, 4 refuses us.',
    ['deployment'],
    each((state) => CONDITION_VALUE[state.conditionAt(pool.now)]),
  );
  metrics.gauges(
    'groundwork_model_calls_in_flight',
    'Calls under way at a deployment.',
    ['deployment'],
    each(({ inFlight }) => inFlight),
  );
}
