/** How long an open breaker lets nobody through, in milliseconds. */
export const OPEN_MS = 30_000;
/** Faults in a row that open it. */
const CONSECUTIVE_FAULTS = 5;
/** Calls in the window below which their share of faults says nothing. */
const MIN_CALLS = 20;
/** Share of faults in the window that opens it. */
const FAULT_SHARE = 0.5;
/** The window: 60 s in 10 buckets. */
const BUCKET_MS = 6_000;
const BUCKETS = 10;

interface Bucket {
  /** Which stretch of time it counts. */
  readonly number: number;
  calls: number;
  faults: number;
}

/**
 * Keeps calls away from a deployment that fails: open for 30 s, then exactly one trial call decides.
 *
 * Opens on 5 faults in a row, on half of at least 20 calls within a minute, and at once where not even a
 * connection came about. Time is handed in, in milliseconds.
 */
export class FaultBreaker {
  private openUntil: number | undefined;
  private trialRuns = false;
  private inARow = 0;
  private buckets: Bucket[] = [];

  /** `open`: nobody gets through. `half_open`: one call does, unless it is under way already. */
  stateAt(now: number): 'closed' | 'open' | 'half_open' {
    if (this.openUntil === undefined) return 'closed';
    return now < this.openUntil && !this.trialRuns ? 'open' : 'half_open';
  }

  /** When a trial becomes possible, in milliseconds; undefined while closed. */
  get dueAt(): number | undefined {
    return this.openUntil;
  }

  /** Whether a call would get through now. */
  admits(now: number): boolean {
    if (this.openUntil === undefined) return true;
    return !this.trialRuns && now >= this.openUntil;
  }

  get hasTrial(): boolean {
    return this.trialRuns;
  }

  /** A call goes through; tells whether it is the trial. @param early lets the trial begin before its time. */
  enter(now: number, early = false): boolean {
    if (this.openUntil === undefined) return false;
    if (this.trialRuns || (!early && now < this.openUntil)) throw new Error('The breaker lets nobody through');
    this.trialRuns = true;
    return true;
  }

  /** The call was answered: even a refusal shows that somebody is there. */
  succeeded(now: number, isTrial: boolean): void {
    if (isTrial) {
      this.close();
      return;
    }
    this.inARow = 0;
    this.bucket(now).calls += 1;
  }

  /** The call failed by the deployment's fault. @param opensNow where no connection came about. */
  failed(now: number, isTrial: boolean, opensNow: boolean): void {
    if (isTrial) {
      this.trialRuns = false;
      this.open(now);
      return;
    }
    this.inARow += 1;
    const bucket = this.bucket(now);
    bucket.calls += 1;
    bucket.faults += 1;
    // What fails while the breaker is open began before: it does not prolong the rest.
    if (this.openUntil === undefined && (opensNow || this.inARow >= CONSECUTIVE_FAULTS || this.isHalfFaulty(now))) {
      this.open(now);
    }
  }

  /** The call ended without telling anything, such as by a client that left. */
  abandoned(isTrial: boolean): void {
    if (isTrial) this.trialRuns = false;
  }

  private open(now: number): void {
    this.openUntil = now + OPEN_MS;
  }

  private close(): void {
    this.openUntil = undefined;
    this.trialRuns = false;
    this.inARow = 0;
    this.buckets = [];
  }

  private isHalfFaulty(now: number): boolean {
    this.bucket(now);
    const calls = this.buckets.reduce((sum, bucket) => sum + bucket.calls, 0);
    const faults = this.buckets.reduce((sum, bucket) => sum + bucket.faults, 0);
    return calls >= MIN_CALLS && faults >= calls * FAULT_SHARE;
  }

  /** The bucket of this moment; those older than the window go. */
  private bucket(now: number): Bucket {
    const number = Math.floor(now / BUCKET_MS);
    const last = this.buckets.at(-1);
    if (last?.number === number) return last;
    const fresh = { number, calls: 0, faults: 0 };
    this.buckets = [...this.buckets.filter((bucket) => bucket.number > number - BUCKETS), fresh];
    return fresh;
  }
}
