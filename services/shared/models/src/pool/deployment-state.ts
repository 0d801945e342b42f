import { randomInt } from 'node:crypto';
import type { Deployment } from './deployment.js';
import { FaultBreaker } from './fault-breaker.js';

/** How long a deployment that refuses our credentials or knows no such deployment is left alone, in milliseconds. */
const REFUSED_HOLD_MS = 60_000;
/** Holds are lengthened by up to a tenth, so that replicas do not all come back in the same moment. */
const JITTER = 0.1;
const MINUTE_MS = 60_000;

/** What can be told of a deployment at a glance. */
export type DeploymentCondition = 'healthy' | 'throttled' | 'open' | 'half_open' | 'auth_error';

/** How calls ended, since the process started. */
export interface DeploymentCounters {
  calls: number;
  answered: number;
  throttled: number;
  faults: number;
  refused: number;
  left: number;
}

/** A random number from 0 to 1. */
const chance = (): number => randomInt(0, 1_000_000) / 1_000_000;

/** What the pool knows about one deployment: its two gates, what is under way, what happened so far. */
export class DeploymentState {
  readonly breaker = new FaultBreaker();
  readonly counters: DeploymentCounters = { calls: 0, answered: 0, throttled: 0, faults: 0, refused: 0, left: 0 };
  /** Calls under way. */
  inFlight = 0;
  /** Standing of smooth weighted round robin. */
  turn = 0;
  throttledUntil = 0;
  refusedUntil = 0;
  /** When it was last called. */
  lastCallAt = Number.NEGATIVE_INFINITY;
  private minute = 0;
  private tokens = 0;

  constructor(
    readonly deployment: Deployment,
    private readonly random: () => number = chance,
  ) {}

  conditionAt(now: number): DeploymentCondition {
    if (now < this.refusedUntil) return 'auth_error';
    if (now < this.throttledUntil) return 'throttled';
    const gate = this.breaker.stateAt(now);
    return gate === 'closed' ? 'healthy' : gate;
  }

  /** Whether a call may go to it now. */
  isFreeAt(now: number): boolean {
    return now >= this.throttledUntil && now >= this.refusedUntil && this.breaker.admits(now) && this.hasSeat;
  }

  get hasSeat(): boolean {
    return this.inFlight < this.deployment.maxConcurrent;
  }

  /** When a call may go to it, as far as time alone decides; in milliseconds. */
  admitsAt(now: number): number {
    return Math.max(now, this.throttledUntil, this.refusedUntil, this.breaker.dueAt ?? 0);
  }

  /** Whether its quota of this minute, as far as it is known, has room for so many tokens. */
  hasRoomFor(tokens: number, now: number): boolean {
    const { tokensPerMinute } = this.deployment;
    if (tokensPerMinute === undefined) return true;
    return this.tokensIn(now) + tokens <= tokensPerMinute;
  }

  /** Tokens that calls of the running minute were expected to use. */
  tokensIn(now: number): number {
    return Math.floor(now / MINUTE_MS) === this.minute ? this.tokens : 0;
  }

  /** @param wantedMs what the deployment asks for. A later, shorter wish never shortens an earlier one. */
  throttle(now: number, wantedMs: number): void {
    this.throttledUntil = Math.max(this.throttledUntil, now + wantedMs * (1 + JITTER * this.random()));
  }

  refuse(now: number): void {
    this.refusedUntil = Math.max(this.refusedUntil, now + REFUSED_HOLD_MS);
  }

  /** A call goes to it. @param isEarly the breaker's trial begins before its time. */
  enter(now: number, tokens: number, isEarly: boolean): boolean {
    const isTrial = this.breaker.enter(now, isEarly);
    this.inFlight += 1;
    this.counters.calls += 1;
    this.lastCallAt = now;
    this.tokens = this.tokensIn(now) + tokens;
    this.minute = Math.floor(now / MINUTE_MS);
    return isTrial;
  }
}
