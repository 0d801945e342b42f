import { ModelBusy, ModelRefusesUs, ModelThrottled, ModelUnavailable, type NoDeployment } from '../errors.js';
import type { DeploymentState } from './deployment-state.js';

const SECOND_MS = 1_000;

/**
 * What to say when no deployment of a model takes a call: all throttled is the client's to wait out (429), anything
 * else is ours (503). Both name the shortest wait.
 */
export function exhausted(states: readonly DeploymentState[], now: number, cause: unknown): NoDeployment {
  const conditions = states.map((state) => state.conditionAt(now));
  const waitMs = Math.min(...states.map((state) => state.admitsAt(now))) - now;
  const wait = waitMs > 0 ? { retryAfterSeconds: waitMs / SECOND_MS } : {};
  if (conditions.every((condition) => condition === 'throttled')) return new ModelThrottled({ cause, ...wait });
  if (conditions.every((condition) => condition === 'auth_error')) return new ModelRefusesUs({ cause, ...wait });
  if (states.some((state) => !state.hasSeat)) return new ModelBusy({ cause, retryAfterSeconds: 1 });
  return new ModelUnavailable({ cause, ...wait });
}
