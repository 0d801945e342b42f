import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { DomainError } from '@shared/errors';
import { describeError } from '@shared/telemetry';
import { IngestionConfig } from '../config/ingestion.config.js';
import { IngestionQueue, LeaseLost, type LeasedWork } from '../ports/ingestion-queue.port.js';
import { RecognitionThrottled } from '../ports/text-recognition.port.js';
import { ModelThrottled } from '@shared/models';
import { statusOf } from '@shared/storage';
import { DocumentWork, WorkElsewhere } from './document-work.js';
import { IngestionMetrics } from './ingestion-metrics.js';
import { WorkSuperseded } from './row-writer.js';
import { WorkSignal } from './work-signal.js';

/** Looks at an empty queue: so soon at first, and at most so rarely, in milliseconds. */
const FIRST_LOOK_MS = 250;
const LAST_LOOK_MS = 1_000;
/** Tries of one document; design section 3. */
export const MAX_TRIES = 5;
/** Pause before another try, in seconds: this after the first failure, doubled each time, at most a minute. */
const FIRST_PAUSE_SECONDS = 2;
const LONGEST_PAUSE_SECONDS = 60;
/** Pause after a 429 that names none, in seconds. */
const THROTTLED_SECONDS = 10;
/** Longest pause that a queue can be asked for, in seconds: a message may be hidden for seven days. */
const MAX_POSTPONE_SECONDS = 6 * 24 * 60 * 60;
/** The second lane is looked at first every so many times, so that it never stands still. */
const BULK_TURN = 4;

class ShuttingDown extends Error {
  override readonly name = 'ShuttingDown';
}

/** Takes messages and has their documents worked on, several at a time, each under a lease that is kept alive. */
@Injectable()
export class IngestionWorker implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(IngestionWorker.name);
  private readonly stopping = new AbortController();
  private loops: Promise<void>[] = [];
  private turn = 0;

  constructor(
    private readonly queue: IngestionQueue,
    private readonly work: DocumentWork,
    private readonly signal: WorkSignal,
    private readonly metrics: IngestionMetrics,
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
        this.turn += 1;
        const leased = await this.queue.take(this.turn % BULK_TURN === 0 ? 'bulk' : 'express');
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
    let heldUntil = performance.now() + this.queue.leaseSeconds * 1_000;
    const renewal = setInterval(
      () => {
        const asked = performance.now();
        leased.renew().then(
          () => (heldUntil = asked + this.queue.leaseSeconds * 1_000),
          (error: unknown) => {
            // A renewal that fails otherwise is tried again before the lease ends; then it is somebody else's.
            if (error instanceof LeaseLost) lease.abort(error);
            else if (performance.now() > heldUntil) lease.abort(new LeaseLost('The lease ran out', { cause: error }));
          },
        );
      },
      (this.queue.leaseSeconds * 1000) / 3,
    );
    try {
      if (leased.tries > MAX_TRIES) return await this.giveUp(leased, undefined);
      await this.work.handle(leased, AbortSignal.any([lease.signal, this.stopping.signal]));
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
    if (this.stopping.signal.aborted) return leased.postpone(0);
    if (error instanceof WorkElsewhere) return leased.postpone(error.afterSeconds);
    if (error instanceof ModelThrottled || error instanceof RecognitionThrottled) return this.makeRoom(leased, error);
    this.metrics.tryFailed(error instanceof DomainError ? error.code : 'unforeseen');
    this.logger.warn({ msg: 'Work on a document failed', documentId, tries: leased.tries, err: describeError(error) });
    if (leased.tries >= MAX_TRIES) return this.giveUp(leased, error);
    await leased.handBack(Math.min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2 ** (leased.tries - 1)));
  }

  /** Over a quota: others go on meanwhile, and this document comes back when the server said. It is no try. */
  private async makeRoom(leased: LeasedWork, error: ModelThrottled | RecognitionThrottled): Promise<void> {
    const seconds = Math.min(MAX_POSTPONE_SECONDS, error.retryAfterSeconds ?? THROTTLED_SECONDS);
    const waiting = {
      code: error.code,
      message: `${error instanceof ModelThrottled ? 'The embedding model' : 'Text recognition'} is over its quota; the document goes on by itself.`,
    };
    await this.work.saysWaiting(leased.item, waiting, seconds);
    await leased.postpone(seconds);
  }

  private async giveUp(leased: LeasedWork, error: unknown): Promise<void> {
    await this.work.fail(leased.item, {
      code: 'ingestion_gave_up',
      message: `The document could not be taken in after ${MAX_TRIES} tries; try again later with "Retry".${reasonOf(error)}`,
    });
    await leased.poison();
    this.logger.error({ msg: 'Gave up on a document', documentId: leased.item.documentId });
  }
}

/** The last reason in words for the owner; nothing of a foreign error's own text, which may carry anything. */
function reasonOf(error: unknown): string {
  if (error instanceof DomainError) return ` The last reason: ${error.message}`;
  if (error === undefined) return ' The last reason: the program that worked on it ended each time without a word.';
  const status = statusOf(error);
  return status === undefined
    ? ''
    : ` The last reason: the storage or the search service answered with status ${status}.`;
}
