import { Injectable } from '@nestjs/common';
import { Metrics } from '@shared/telemetry';
import { IngestionQueue } from '../ports/ingestion-queue.port.js';

/** Bounds of the stages' seconds: a note takes a tenth of a second, 2,400 pages a minute. */
const STAGE_SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];

/** One document's way through its stages, timed. */
export interface StageClock {
  /** A stage begins, and the one before ends. Entering the stage one is in changes nothing. */
  enter(stage: 'extracting' | 'chunking' | 'embedding' | 'indexing'): void;
  /** The last stage ends. */
  end(): void;
}

/** What ingestion counts; its README has the list. */
@Injectable()
export class IngestionMetrics {
  private readonly stage;
  private readonly documents;
  private readonly failures;
  private readonly tries;
  private readonly throttled;

  constructor(metrics: Metrics, queue: IngestionQueue) {
    this.stage = metrics.histogram(
      'groundwork_ingestion_stage_seconds',
      'Seconds that a document spent in a stage, of those that came through it.',
      STAGE_SECONDS,
      ['stage'],
    );
    this.documents = metrics.counter(
      'groundwork_ingestion_documents_total',
      'Documents whose work ended, by how: ready or failed.',
      ['outcome'],
    );
    this.failures = metrics.counter(
      'groundwork_ingestion_failures_total',
      'Documents that failed, by the code their owner is told.',
      ['reason'],
    );
    this.tries = metrics.counter(
      'groundwork_ingestion_tries_failed_total',
      'Tries of a document that failed and are made again, by the kind of fault.',
      ['reason'],
    );
    this.throttled = metrics.counter(
      'groundwork_ingestion_model_throttled_total',
      'Answers of 429 by the embedding model.',
    );
    metrics.gauge('groundwork_ingestion_queue_depth', 'Messages that wait or are in hand.', () => queue.depth());
    metrics.gauge(
      'groundwork_ingestion_queue_age_seconds',
      'Age of the message that has waited longest and is not in hand; 0 when none waits.',
      async () => {
        const oldest = await queue.oldestWaiting();
        return oldest ? Math.max(0, (Date.now() - oldest.getTime()) / 1_000) : 0;
      },
    );
  }

  stages(): StageClock {
    let current: { stage: string; since: number } | undefined;
    const leave = (): void => {
      if (current) this.stage.observe({ stage: current.stage }, (performance.now() - current.since) / 1_000);
      current = undefined;
    };
    return {
      enter: (stage) => {
        if (stage === current?.stage) return;
        leave();
        current = { stage, since: performance.now() };
      },
      end: leave,
    };
  }

  /** @param failure the code of a document that failed; undefined for one that is ready. */
  ended(failure: string | undefined): void {
    this.documents.inc({ outcome: failure === undefined ? 'ready' : 'failed' });
    if (failure !== undefined) this.failures.inc({ reason: failure });
  }

  /** @param reason few values: a code of ours, or `unforeseen`. */
  tryFailed(reason: string): void {
    this.tries.inc({ reason });
  }

  modelThrottled(): void {
    this.throttled.inc();
  }
}
