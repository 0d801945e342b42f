/** Tells the workers of this process that there is something to do, so that nobody waits for the next look at the queue. */
export class WorkSignal {
  private readonly sleepers = new Set<() => void>();

  wake(): void {
    for (const wake of this.sleepers) wake();
  }

  /** Sleeps until woken, aborted or so many milliseconds later. */
  sleep(ms: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        this.sleepers.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      const timer = setTimeout(wake, ms);
      this.sleepers.add(wake);
      signal.addEventListener('abort', wake, { once: true });
    });
  }
}
