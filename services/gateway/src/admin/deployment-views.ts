import type { DeploymentView } from '@shared/contracts';
import type { ModelPool } from '@shared/models';

const SECOND_MS = 1_000;

/** The pool's deployments for administrators: names and standing, no address and no key. */
export function deploymentViews(pool: ModelPool): DeploymentView[] {
  const { now } = pool;
  return pool.deployments.map((state) => {
    const { name, model, capability, priority, weight } = state.deployment;
    const condition = state.conditionAt(now);
    const waitMs = state.admitsAt(now) - now;
    return {
      name,
      model,
      capability,
      priority,
      weight,
      condition,
      retryAfterSeconds: waitMs > 0 ? Math.ceil(waitMs) / SECOND_MS : null,
      inFlight: state.inFlight,
      counters: { ...state.counters },
    };
  });
}
