import { ModelUnknown, type NoDeployment } from '../errors.js';
import { Attempt, type AttemptResult } from './attempt.js';
import { choose, dueFirst } from './choice.js';
import { systemClock, type Clock } from './clock.js';
import { Credentials } from './credentials.js';
import { OPERATIONS, type Capability, type Deployment } from './deployment.js';
import { DeploymentState } from './deployment-state.js';
import { exhausted } from './exhaustion.js';
import { openOne, type Opened, type OpenAt, type PoolOpening } from './opening.js';
import type { PoolCall, PoolReply } from './pool-call.js';
import { RetryBudget } from './retry-budget.js';
import { Seat, type AttemptOutcome } from './seat.js';
import { Transport } from './transport.js';

/** Attempts of one call, each at another deployment: gateway design 6.2. */
const MAX_ATTEMPTS = 3;
/** Longest hold that a call waits out, once, when everything is throttled, in milliseconds. */
const MAX_PATIENCE_MS = 1_000;

/** The attempt that failed last. */
interface Failure {
  readonly result: AttemptResult;
  readonly deployment: Deployment;
}

/** Who is told of every attempt. */
export type PoolObserver = (deployment: Deployment, outcome: AttemptOutcome, ms: number) => void;

export interface PoolOptions {
  readonly clock?: Clock;
  readonly observe?: PoolObserver;
}

/**
 * Model deployments that stand in for each other.
 *
 * A call goes to one that is free; where that one is throttled, refuses us or fails before its first meaningful
 * token, to the next, and afterwards never. What moves the gates is written in `fault-breaker.ts` and `seat.ts`.
 */
export class ModelPool {
  private states: readonly DeploymentState[];
  private readonly clock: Clock;
  private readonly attempt: Attempt;
  private readonly budget = new RetryBudget();
  private readonly observers: PoolObserver[];
  private readonly transport = new Transport();

  constructor(deployments: readonly Deployment[], { clock = systemClock, observe }: PoolOptions = {}) {
    this.clock = clock;
    this.observers = observe ? [observe] : [];
    this.attempt = new Attempt(this.transport, new Credentials());
    this.states = deployments.map((deployment) => new DeploymentState(deployment));
  }

  /** Calls `observe` after every attempt from now on. */
  watch(observe: PoolObserver): void {
    this.observers.push(observe);
  }

  /** The deployments with what is known of them, in the order of the configuration. */
  get deployments(): readonly DeploymentState[] {
    return this.states;
  }

  get now(): number {
    return this.clock.now();
  }

  /** Takes another configuration. Calls under way end as they began; a deployment that stays keeps its standing. */
  reload(deployments: readonly Deployment[]): void {
    const before = new Map(this.states.map((state) => [JSON.stringify(state.deployment), state]));
    this.states = deployments.map(
      (deployment) => before.get(JSON.stringify(deployment)) ?? new DeploymentState(deployment),
    );
  }

  /**
   * The deployments of a model, tried in one call.
   * @throws {ModelUnknown}
   */
  group(model: string, capability: Capability): readonly DeploymentState[] {
    const found = this.states.filter(
      ({ deployment }) => deployment.model === model && deployment.capability === capability,
    );
    if (found.length === 0) throw new ModelUnknown();
    return found;
  }

  /**
   * @throws {ModelUnknown | ModelThrottled | ModelRefusesUs | ModelBusy | ModelUnavailable}
   * @throws `call.signal.reason` once it aborts.
   */
  async call(call: PoolCall): Promise<PoolReply> {
    const group = this.group(call.model, OPERATIONS[call.operation]);
    this.budget.called(this.clock.now());
    let failure: Failure | undefined;
    const tried: DeploymentState[] = [];
    let hasWaited = false;
    let hasFaulted = false;
    for (;;) {
      call.signal.throwIfAborted();
      const seat = tried.length < MAX_ATTEMPTS ? this.seatFor(call, group, tried) : undefined;
      if (!seat) {
        const waitMs = hasWaited || hasFaulted ? undefined : this.patience(group, tried);
        if (waitMs === undefined) throw this.verdict(group, failure);
        hasWaited = true;
        tried.length = 0;
        await this.clock.sleep(waitMs, call.signal);
        continue;
      }
      const { deployment } = seat.state;
      const result = await this.attempt.run(call, seat);
      if (result.kind === 'reply') {
        return { deployment, failedOver: tried.map((state) => state.deployment), ...result.reply };
      }
      tried.push(seat.state);
      failure = { result, deployment };
      hasFaulted ||= result.kind !== 'throttled';
      if (result.kind === 'fault' && !this.budget.takeRepeat(this.clock.now())) throw this.verdict(group, failure);
    }
  }

  /**
   * A place at the deployment whose turn it is, for a conversation that is no HTTP call; undefined: none is free.
   * @throws {ModelUnknown}
   */
  seatFor(
    {
      model,
      operation,
      expectedTokens = 0,
      prefers = {},
    }: Pick<PoolCall, 'model' | 'operation' | 'expectedTokens' | 'prefers'>,
    group: readonly DeploymentState[] = this.group(model, OPERATIONS[operation]),
    tried: readonly DeploymentState[] = [],
  ): Seat | undefined {
    const now = this.clock.now();
    const untried = group.filter((state) => !tried.includes(state));
    const chosen = choose(untried, now, expectedTokens, prefers);
    if (chosen) return this.enter(chosen, now, expectedTokens, false);
    // All at fault: whichever is due first gets its trial now. One call is it; the others are told to wait.
    const early = tried.length === 0 ? dueFirst(group, now) : undefined;
    return early && this.enter(early, now, expectedTokens, true);
  }

  /**
   * Opens what is no HTTP call, such as a WebSocket, at one deployment after the other until one takes it. Whoever has
   * it releases its seat.
   * @throws as {@link call}, and {ModelRejectedRequest} where the deployment refuses what is asked.
   */
  async open<T>(asked: PoolOpening, openAt: OpenAt<T>): Promise<Opened<T>> {
    const group = this.group(asked.model, OPERATIONS[asked.operation]);
    let failure: Failure | undefined;
    const tried: DeploymentState[] = [];
    for (;;) {
      asked.signal.throwIfAborted();
      const seat = tried.length < MAX_ATTEMPTS ? this.seatFor(asked, group, tried) : undefined;
      if (!seat) throw this.verdict(group, failure);
      const { deployment } = seat.state;
      const result = await openOne(seat, asked, openAt, this.attempt.credentials);
      if (result.kind === 'opened') return { deployment, seat, value: result.value };
      tried.push(seat.state);
      failure = { result, deployment };
    }
  }

  /** Looks whether a deployment answers, without using a token; the look moves its gates like a call. */
  async probe(state: DeploymentState, timeoutMs: number): Promise<AttemptOutcome> {
    const now = this.clock.now();
    if (!state.breaker.admits(now)) return 'fault';
    return this.attempt.probe(this.enter(state, now, 0, false), timeoutMs);
  }

  /** What to tell the client of a call that nobody took. */
  unavailable(model: string, operation: PoolCall['operation'], cause?: unknown): NoDeployment {
    return exhausted(this.group(model, OPERATIONS[operation]), this.clock.now(), cause);
  }

  async close(): Promise<void> {
    await this.transport.close();
  }

  private enter(state: DeploymentState, now: number, tokens: number, isEarly: boolean): Seat {
    const isTrial = state.enter(now, tokens, isEarly);
    return new Seat(state, isTrial, this.clock, ({ deployment }, outcome, ms) => {
      for (const observe of this.observers) observe(deployment, outcome, ms);
    });
  }

  /**
   * How long to wait for the first deployment to come back, where all are throttled and it is worth it.
   * @param tried those that throttled this call; a short hold may have passed since.
   */
  private patience(group: readonly DeploymentState[], tried: readonly DeploymentState[]): number | undefined {
    const now = this.clock.now();
    if (group.some((state) => state.conditionAt(now) !== 'throttled' && !tried.includes(state))) return undefined;
    const waitMs = Math.min(...group.map((state) => state.admitsAt(now))) - now;
    return waitMs <= MAX_PATIENCE_MS ? waitMs : undefined;
  }

  private verdict(group: readonly DeploymentState[], failure: Failure | undefined): NoDeployment {
    const cause = failure?.result.kind === 'reply' ? undefined : failure?.result.cause;
    const error = exhausted(group, this.clock.now(), cause);
    error.deploymentName = failure?.deployment.name;
    return error;
  }
}
