import { createHash } from 'node:crypto';
import type { DeploymentState } from './deployment-state.js';

/** What a client would like to be kept on. */
export interface Preference {
  /** Name of the deployment that served it before: kept while it is free and nothing better is. */
  readonly pin?: string | undefined;
  /** Only this one will do: its state lives there (`previous_response_id`). */
  readonly isStrict?: boolean | undefined;
  /** A word of the client's own that always leads to the same deployment while that is free. */
  readonly session?: string | undefined;
}

/**
 * Chooses among deployments that stand in for each other: the lowest priority that has a free one; there the
 * pinned one, else by the session, else in turn, each as often as its weight says.
 *
 * @param states all of one model, not yet tried by this call.
 * @param tokens what the call is expected to use.
 * @returns undefined where none is free.
 */
export function choose(
  states: readonly DeploymentState[],
  now: number,
  tokens: number,
  { pin, isStrict, session }: Preference,
): DeploymentState | undefined {
  const wanted = isStrict && pin !== undefined ? states.filter(({ deployment }) => deployment.name === pin) : states;
  const free = wanted.filter((state) => state.isFreeAt(now));
  // A quota we only estimate is a reason to look elsewhere first, never one to refuse.
  const roomy = free.filter((state) => state.hasRoomFor(tokens, now));
  const candidates = firstPriority(roomy.length > 0 ? roomy : free);
  if (candidates.length < 2) return candidates[0];
  return (
    candidates.find(({ deployment }) => deployment.name === pin) ??
    (session === undefined ? inTurn(candidates) : ofSession(candidates, session))
  );
}

function firstPriority(states: readonly DeploymentState[]): readonly DeploymentState[] {
  if (states.length < 2) return states;
  const first = Math.min(...states.map(({ deployment }) => deployment.priority));
  return states.filter(({ deployment }) => deployment.priority === first);
}

/** Smooth weighted round robin, as nginx does it: everyone gains their weight, the richest is chosen and pays for all. */
function inTurn(states: readonly DeploymentState[]): DeploymentState | undefined {
  let total = 0;
  let richest: DeploymentState | undefined;
  for (const state of states) {
    state.turn += state.deployment.weight;
    total += state.deployment.weight;
    if (!richest || state.turn > richest.turn) richest = state;
  }
  if (richest) richest.turn -= total;
  return richest;
}

/** Weighted rendezvous hashing: one deployment gone moves only its own sessions. */
function ofSession(states: readonly DeploymentState[], session: string): DeploymentState | undefined {
  const scored = states.map((state) => ({ state, score: score(state, session) }));
  return scored.toSorted((a, b) => b.score - a.score)[0]?.state;
}

function score({ deployment }: DeploymentState, session: string): number {
  const digest = createHash('sha256').update(`${deployment.name}\n${session}`).digest();
  // 32 bits, never quite 0 or 1.
  const share = (digest.readUInt32BE(0) + 0.5) / 2 ** 32;
  return -deployment.weight / Math.log(share);
}

/** The deployment whose rest ends first, if all of them rest because of faults and none is being tried. */
export function dueFirst(group: readonly DeploymentState[], now: number): DeploymentState | undefined {
  const resting = group.filter((state) => state.conditionAt(now) === 'open');
  if (resting.length < group.length) return undefined;
  return resting.toSorted((a, b) => (a.breaker.dueAt ?? 0) - (b.breaker.dueAt ?? 0))[0];
}
