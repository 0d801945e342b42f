/** First pause, longest pause, and the life after which a service counts as healthy again; in milliseconds. */
const FIRST_MS = 500;
const LONGEST_MS = 30_000;
const HEALTHY_AFTER_MS = 60_000;

/** How long to wait before a service that died is started again: doubles with each short life, and is forgotten after a long one. */
export class RestartPause {
  private nextMs = FIRST_MS;

  /** @param livedMs how long the process that died had run. */
  after(livedMs: number): number {
    if (livedMs >= HEALTHY_AFTER_MS) this.nextMs = FIRST_MS;
    const pauseMs = this.nextMs;
    this.nextMs = Math.min(pauseMs * 2, LONGEST_MS);
    return pauseMs;
  }
}
