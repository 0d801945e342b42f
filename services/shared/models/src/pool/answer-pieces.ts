import type { Readable } from 'node:stream';

/** The answer began to come and broke off. */
export class BrokenAnswer extends Error {
  override readonly name = 'BrokenAnswer';
}

/**
 * The body of an answer, read piece by piece and paused in between.
 *
 * An async iterator would destroy the body when it is left, and no second reader could go on with it. Listeners are those
 * of the whole body: to come and go with each piece would cost more than the piece.
 */
export class AnswerPieces {
  private wake: () => void = () => undefined;
  private patience: NodeJS.Timeout | undefined;
  private isLate = false;

  constructor(private readonly body: Readable) {
    const stir = (): void => this.wake();
    body.on('readable', stir).on('end', stir).on('error', stir).on('close', stir);
  }

  /** Undefined at the end. @throws what the body fails with; {@link BrokenAnswer} where it was closed before its end. */
  async next(): Promise<Buffer | undefined> {
    for (;;) {
      const piece = this.there();
      if (piece !== 'later') return piece;
      await this.stirred();
    }
  }

  /**
   * As {@link next}; `later` where nothing comes in time, and then it may be asked again.
   * @param ms the same for all pieces of a body.
   */
  async nextWithin(ms: number): Promise<Buffer | undefined | 'later'> {
    this.isLate = false;
    this.patience = this.patience?.refresh() ?? setTimeout(() => this.loseHeart(), ms);
    for (;;) {
      const piece = this.there();
      if (piece !== 'later' || this.isLate) return piece;
      await this.stirred();
    }
  }

  /** Closes the connection if the body has not ended; whoever waits is told. */
  destroy(error?: Error): void {
    clearTimeout(this.patience);
    this.body.destroy(error);
  }

  private there(): Buffer | undefined | 'later' {
    const { body } = this;
    const piece = body.read() as Buffer | null;
    if (piece !== null) return piece;
    if (!body.readableEnded && !body.destroyed) return 'later';
    clearTimeout(this.patience);
    if (body.readableEnded) return undefined;
    throw body.errored ?? new BrokenAnswer('the body was closed');
  }

  private stirred(): Promise<void> {
    return new Promise((resolve) => (this.wake = resolve));
  }

  private loseHeart(): void {
    this.isLate = true;
    this.wake();
  }
}
