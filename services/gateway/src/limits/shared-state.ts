import { Logger } from '@nestjs/common';
import { describeError } from '@shared/telemetry';

/** Longest wait for one answer, in milliseconds: slow shared state is worse than none, because every request waits for it. */
const PATIENCE_MS = 100;
/** Rest after a failure, in milliseconds: one request a second finds out whether it is back. */
const REST_MS = 1_000;

/**
 * Asks what replicas share, and does without it while it is away.
 *
 * After a failure nobody is kept waiting: for {@link REST_MS} it is not asked, then one request tries while the others
 * still go on without.
 */
export class SharedState {
  private readonly logger = new Logger(SharedState.name);
  private restsUntil = 0;
  private isTrying = false;
  private isAway = false;

  /**
   * @param onMiss called for every request that had to do without.
   * @param now milliseconds on any clock that only goes forward.
   */
  constructor(
    private readonly onMiss: () => void = () => undefined,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** The answer, or undefined where it is away or too slow. Never throws. */
  async ask<T>(question: () => Promise<T>): Promise<T | undefined> {
    if (this.isAway && (this.isTrying || this.now() < this.restsUntil)) {
      this.onMiss();
      return undefined;
    }
    this.isTrying = this.isAway;
    try {
      const answer = await withPatience(question());
      if (this.isAway) this.logger.log({ msg: 'limits are shared between replicas again' });
      this.isAway = false;
      return answer;
    } catch (error) {
      if (!this.isAway)
        this.logger.warn({ msg: 'limits are not shared: each replica keeps its share', err: describeError(error) });
      this.isAway = true;
      this.restsUntil = this.now() + REST_MS;
      this.onMiss();
      return undefined;
    } finally {
      this.isTrying = false;
    }
  }
}

async function withPatience<T>(answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${PATIENCE_MS} ms`)), PATIENCE_MS);
  });
  try {
    return await Promise.race([answer, tooLong]);
  } finally {
    clearTimeout(timer);
  }
}
