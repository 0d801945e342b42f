import { ModelRejectedRequest } from '../errors.js';
import { askedWaitMs, type HeaderBag } from './asked-wait.js';
import { judge, type AttemptResult } from './attempt.js';
import type { Preference } from './choice.js';
import type { Credentials } from './credentials.js';
import { urlOf, type Deployment, type Operation } from './deployment.js';
import type { Seat } from './seat.js';

/** Something to be opened at a deployment that is no HTTP call. */
export interface PoolOpening {
  readonly operation: Operation;
  readonly model: string;
  readonly prefers?: Preference;
  readonly signal: AbortSignal;
}

/** Where to open it. */
export interface OpeningPlace {
  readonly url: string;
  /** Those that let us in. */
  readonly headers: Readonly<Record<string, string>>;
  readonly deployment: Deployment;
  readonly signal: AbortSignal;
}

/** What became of one attempt. */
export type OpeningResult<T> =
  | { readonly kind: 'opened'; readonly value: T }
  /** The deployment answers with a status instead. */
  | { readonly kind: 'status'; readonly status: number; readonly headers: HeaderBag }
  | { readonly kind: 'fault'; readonly cause: unknown; readonly isConnectError: boolean };

/** Makes one attempt; never throws for what the deployment does. */
export type OpenAt<T> = (place: OpeningPlace) => Promise<OpeningResult<T>>;

/** It is open, and counts as a call under way until its seat is released. */
export interface Opened<T> {
  readonly deployment: Deployment;
  readonly seat: Seat;
  readonly value: T;
}

/**
 * One attempt at one deployment; tells the seat how it went, and releases it unless it is open.
 * @throws {ModelRejectedRequest} where the deployment refuses what is asked; `signal.reason` once it aborts.
 */
export async function openOne<T>(
  seat: Seat,
  { operation, signal }: PoolOpening,
  openAt: OpenAt<T>,
  credentials: Credentials,
): Promise<{ readonly kind: 'opened'; readonly value: T } | Exclude<AttemptResult, { kind: 'reply' }>> {
  const { deployment } = seat.state;
  let isOpen = false;
  try {
    const headers = await credentials.headersFor(deployment);
    const result = await openAt({ url: urlOf(deployment, operation), headers, deployment, signal });
    if (result.kind === 'opened') {
      isOpen = true;
      seat.answered();
      return result;
    }
    signal.throwIfAborted();
    if (result.kind === 'fault') {
      seat.faulted(result.isConnectError);
      return result;
    }
    const outcome = judge(seat, result.status, undefined, askedWaitMs(result.headers, Date.now()));
    if (outcome === 'answered' || outcome === 'left') throw new ModelRejectedRequest();
    return { kind: outcome, cause: new Error(`the deployment answered ${result.status}`) };
  } finally {
    if (!isOpen) seat.release();
  }
}
