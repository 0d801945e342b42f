import { Injectable } from '@nestjs/common';
import { Metrics } from '@shared/telemetry';

/** A half of the hybrid search. */
export type SearchLeg = 'vector' | 'keyword';

/** How an answer ended. */
export type AnswerOutcome = 'answered' | 'refused' | 'stopped' | 'partial' | 'failed';

/** What chat counts; its README has the list. */
@Injectable()
export class ChatMetrics {
  private readonly degraded;
  private readonly failed;
  private readonly answers;
  private readonly refusals;

  constructor(metrics: Metrics) {
    this.degraded = metrics.counter(
      'groundwork_chat_search_degraded_total',
      'Searches answered by half of the hybrid search, by the half that was lost.',
      ['lost'],
    );
    this.failed = metrics.counter(
      'groundwork_chat_search_failed_total',
      'Searches that nothing answered: errors, never answers without sources.',
    );
    this.answers = metrics.counter('groundwork_chat_answers_total', 'Answers that ended, by how.', ['outcome']);
    this.refusals = metrics.counter('groundwork_chat_refusals_total', 'Refusals, by their reason.', ['reason']);
    // There from the start, so that an alert on their rise sees the first one.
    for (const lost of ['vector', 'keyword'] as const) this.degraded.inc({ lost }, 0);
  }

  searchDegraded(lost: SearchLeg): void {
    this.degraded.inc({ lost });
  }

  searchFailed(): void {
    this.failed.inc();
  }

  /** @param refusal why there was no answer; undefined where there was one, or none came to its end. */
  answerEnded(outcome: AnswerOutcome, refusal: string | undefined): void {
    this.answers.inc({ outcome });
    if (refusal !== undefined) this.refusals.inc({ reason: refusal });
  }
}
