/** The window, in milliseconds, and the share of its calls that may be repeats: gateway design 6.2. */
const WINDOW_MS = 10_000;
const SHARE = 0.2;
/** Repeats that are always allowed in a window: a quiet pool may fail over too. */
const ALWAYS = 100;
const STEP_MS = 1_000;

interface Step {
  readonly number: number;
  calls: number;
  repeats: number;
}

/** Keeps repeats after faults to a share of all calls, so that a failing pool is not buried under its own repeats. */
export class RetryBudget {
  private steps: Step[] = [];

  called(now: number): void {
    this.step(now).calls += 1;
  }

  /** Takes one repeat out of the budget, if there is one. */
  takeRepeat(now: number): boolean {
    const step = this.step(now);
    const calls = this.steps.reduce((sum, each) => sum + each.calls, 0);
    const repeats = this.steps.reduce((sum, each) => sum + each.repeats, 0);
    if (repeats >= Math.max(ALWAYS, calls * SHARE)) return false;
    step.repeats += 1;
    return true;
  }

  private step(now: number): Step {
    const number = Math.floor(now / STEP_MS);
    const last = this.steps.at(-1);
    if (last?.number === number) return last;
    const fresh = { number, calls: 0, repeats: 0 };
    this.steps = [...this.steps.filter((step) => step.number > number - WINDOW_MS / STEP_MS), fresh];
    return fresh;
  }
}
