import type { Clock } from './clock.js';
import type { DeploymentState } from './deployment-state.js';

/** How one attempt ended, for the counters. */
export type AttemptOutcome = 'answered' | 'throttled' | 'fault' | 'refused' | 'left';

/**
 * One call's place at a deployment, from the moment it is chosen until its answer has ended.
 *
 * Its verdict is given once and moves the gates; a fault after it (a stream that broke) still counts as one.
 */
export class Seat {
  private verdict: AttemptOutcome | undefined;
  private isFree = false;
  private readonly startedAt: number;

  constructor(
    readonly state: DeploymentState,
    private readonly isTrial: boolean,
    private readonly clock: Clock,
    private readonly onVerdict: (state: DeploymentState, outcome: AttemptOutcome, ms: number) => void,
  ) {
    this.startedAt = clock.now();
  }

  /** Something meaningful came back, or the deployment refused the request for what it asks. */
  answered(): void {
    if (!this.judge('answered')) return;
    this.state.counters.answered += 1;
    this.state.breaker.succeeded(this.clock.now(), this.isTrial);
  }

  /** Over its quota: somebody is there, so a trial is over, but the deployment is left alone for a while. */
  throttled(wantedMs: number): void {
    if (!this.judge('throttled')) return;
    this.state.counters.throttled += 1;
    this.state.throttle(this.clock.now(), wantedMs);
    if (this.isTrial) this.state.breaker.succeeded(this.clock.now(), true);
  }

  /** It refuses our credentials, or does not know the deployment: a fault of the configuration. */
  refused(): void {
    if (!this.judge('refused')) return;
    this.state.counters.refused += 1;
    this.state.refuse(this.clock.now());
    if (this.isTrial) this.state.breaker.succeeded(this.clock.now(), true);
  }

  /** @param opensNow no connection came about. */
  faulted(opensNow = false): void {
    const isLate = this.verdict === 'answered';
    if (!isLate && !this.judge('fault')) return;
    this.state.counters.faults += 1;
    if (isLate) this.onVerdict(this.state, 'fault', this.clock.now() - this.startedAt);
    this.state.breaker.failed(this.clock.now(), this.isTrial && !isLate, opensNow);
  }

  /** The client went away before anything could be told. */
  left(): void {
    if (!this.judge('left')) return;
    this.state.counters.left += 1;
    this.state.breaker.abandoned(this.isTrial);
  }

  /** The answer has ended, one way or the other. */
  release(): void {
    if (this.isFree) return;
    this.isFree = true;
    this.state.inFlight -= 1;
    // Whoever leaves without a word must not keep a trial for ever.
    this.left();
  }

  private judge(outcome: AttemptOutcome): boolean {
    if (this.verdict !== undefined) return false;
    this.verdict = outcome;
    this.onVerdict(this.state, outcome, this.clock.now() - this.startedAt);
    return true;
  }
}
