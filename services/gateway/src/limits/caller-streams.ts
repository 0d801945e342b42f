import { TooManyStreams } from './errors.js';

/** Counts the streams that each caller holds open at this replica; memory for those who hold any. */
export class CallerStreams {
  private readonly open = new Map<string, number>();

  /** @param max streams of one caller; 0: no limit. */
  constructor(private readonly max: number) {}

  /** Callers with a stream open. */
  get callers(): number {
    return this.open.size;
  }

  /**
   * Takes one place; call what it answers once when the stream has ended.
   * @throws {TooManyStreams} if the caller has none left.
   */
  enter(callerKey: string): () => void {
    const held = this.open.get(callerKey) ?? 0;
    if (this.max > 0 && held >= this.max) throw new TooManyStreams(this.max);
    this.open.set(callerKey, held + 1);
    let isIn = true;
    return () => {
      if (!isIn) return;
      isIn = false;
      const left = (this.open.get(callerKey) ?? 1) - 1;
      if (left > 0) this.open.set(callerKey, left);
      else this.open.delete(callerKey);
    };
  }
}
