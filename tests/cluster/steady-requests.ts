import { setTimeout as pause } from 'node:timers/promises';

/** Time between two requests of one who goes on using the product meanwhile, in milliseconds. */
const EVERY_MS = 500;

/** Somebody who goes on using the product while something is done to it. */
export class SteadyRequests {
  private readonly stopped = new AbortController();
  private readonly failures: string[] = [];
  private answered = 0;
  private readonly done: Promise<void>;

  constructor(private readonly url: string) {
    this.done = this.goOn();
  }

  /** Ends it. @returns how many were answered, and what went wrong. */
  async end(): Promise<{ readonly answered: number; readonly failures: readonly string[] }> {
    this.stopped.abort();
    await this.done;
    return { answered: this.answered, failures: this.failures };
  }

  private async goOn(): Promise<void> {
    while (!this.stopped.signal.aborted) {
      try {
        const response = await fetch(this.url, { signal: AbortSignal.timeout(20_000) });
        const words = await response.text();
        if (response.ok) this.answered += 1;
        else this.failures.push(`${response.status} ${words.slice(0, 200)}`);
      } catch (error) {
        this.failures.push(String(error));
      }
      await pause(EVERY_MS, undefined, { signal: this.stopped.signal }).catch(() => undefined);
    }
  }
}
