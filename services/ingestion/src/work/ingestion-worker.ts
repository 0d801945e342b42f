import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { DomainError } from '@shared/errors';
import { describeError } from '@shared/telemetry';
import { IngestionConfig } from '../config/ingestion.config.js';
import { IngestionQueue, LeaseLost, type LeasedWork } from '../ports/ingestion-queue.port.js';
import { DocumentWork } from './document-work.js';
import { WorkSuperseded } from './row-writer.js';
import { WorkSignal } from './work-signal.js';

/** Looks at an empty queue: so soon at first, and at most so rarely, in milliseconds. */
const FIRST_LOOK_MS = 250;
const LAST_LOOK_MS = 1_000;
/** Tries of one message; design section 3. */
export const MAX_DELIVERIES = 5;
/** Pause before another try, in seconds: this after the first failure, doubled each time, at most a minute. */
const FIRST_PAUSE_SECONDS = 2;
const LONGEST_PAUSE_SECONDS = 60;

class ShuttingDown extends Error {
  override readonly name = 'ShuttingDown';
}

/** Takes messages and has their documents worked on, several at a time, each under a lease that is kept alive. */
@Injectable()
export class IngestionWorker implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(IngestionWorker.name);
  private readonly stopping = new AbortController();
  private loops: Promise<void>[] = [];

  constructor(
    private readonly queue: IngestionQueue,
    private readonly work: DocumentWork,
    private readonly signal: WorkSignal,
    private readonly config: IngestionConfig,
  ) {}

  onApplicationBootstrap(): void {
    if (this.config.role === 'api') return;
    this.loops = Array.from({ length: this.config.extractProcesses }, () => this.loop());
  }

  /** Hands back what is in hand, so that another worker goes on with it at once. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort(new ShuttingDown('The worker is stopping'));
    await Promise.all(this.loops);
  }

  private async loop(): Promise<void> {
    let waitMs = FIRST_LOOK_MS;
    while (!this.stopping.signal.aborted) {
      try {
        const leased = await this.queue.take();
        if (leased) {
          await this.handle(leased);
          waitMs = FIRST_LOOK_MS;
          continue;
        }
      } catch (error) {
        this.logger.error({ msg: 'The queue does not answer', err: describeError(error) });
      }
      await this.signal.sleep(waitMs, this.stopping.signal);
      waitMs = Math.min(LAST_LOOK_MS, waitMs * 2);
    }
  }

  private async handle(leased: LeasedWork): Promise<void> {
    const { documentId } = leased.item;
    const lease = new AbortController();
    const renewal = setInterval(
      () => {
        leased.renew().catch((error: unknown) => {
          // A renewal that fails otherwise is tried again before the lease ends.
          if (error instanceof LeaseLost) lease.abort(error);
        });
      },
      (this.queue.leaseSeconds * 1000) / 3,
    );
    try {
      if (leased.deliveries > MAX_DELIVERIES) return await this.giveUp(leased, undefined);
      await this.work.handle(leased.item, AbortSignal.any([lease.signal, this.stopping.signal]));
      await leased.complete();
    } catch (error) {
      await this.afterFault(leased, error).catch((cause: unknown) => {
        // The lease ends by itself, and the message comes back.
        this.logger.warn({ msg: 'A message could not be handed back', documentId, err: describeError(cause) });
      });
    } finally {
      clearInterval(renewal);
    }
  }

  private async afterFault(leased: LeasedWork, error: unknown): Promise<void> {
    const { documentId } = leased.item;
    if (error instanceof LeaseLost) return;
    if (error instanceof WorkSuperseded) return leased.complete();
    if (this.stopping.signal.aborted) return leased.handBack(0);
    this.logger.warn({
      msg: 'Work on a document failed',
      documentId,
      deliveries: leased.deliveries,
      err: describeError(error),
    });
    if (leased.deliveries >= MAX_DELIVERIES) return this.giveUp(leased, error);
    await leased.handBack(Math.min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2 ** (leased.deliveries - 1)));
  }

  private async giveUp(leased: LeasedWork, error: unknown): Promise<void> {
    const why = error instanceof DomainError ? ` The last reason: ${error.message}` : '';
    await this.work.fail(leased.item, {
      code: 'ingestion_gave_up',
      message: `The document could not be taken in after ${MAX_DELIVERIES} tries; try again later with "Retry".${why}`,
    });
    await leased.poison();
    this.logger.error({ msg: 'Gave up on a document', documentId: leased.item.documentId });
  }
}
