import { Inject, Injectable } from '@nestjs/common';
import { ANSWER_CONFIG, type AnswerConfig } from '../config/chat.config.js';
import { GroundingCheck } from '../grounding/grounding-check.service.js';
import type { Passage } from '../retrieval/passage.js';
import { SuggestionService } from '../suggestions/suggestion.service.js';
import type { AnswerDraft } from './answer-draft.js';

/** Time that is left for the last events of an answer, in milliseconds. */
const END_MS = 1_000;

/**
 * What an operator may have added to an answer once its text is there: a second look at sentences in doubt, and questions
 * to go on with. Both are asked for at once, and neither may cost the reader the answer.
 */
@Injectable()
export class Afterword {
  constructor(
    private readonly check: GroundingCheck,
    private readonly suggestions: SuggestionService,
    @Inject(ANSWER_CONFIG)
    private readonly config: Pick<AnswerConfig, 'groundingCheck' | 'suggestions' | 'afterwordMs'>,
  ) {}

  /**
   * @param leftMs what is left of the time for the whole answer, in milliseconds: an answer that is there must not run out of it here.
   * @throws `signal.reason` once `signal` aborts.
   */
  async add(
    question: string,
    passages: readonly Passage[],
    draft: AnswerDraft,
    leftMs: number,
    signal: AbortSignal,
  ): Promise<void> {
    const { groundingCheck, suggestions: most, afterwordMs } = this.config;
    const waitMs = Math.floor(Math.min(afterwordMs, leftMs - END_MS));
    if ((!groundingCheck && most === 0) || waitMs <= 0) return;
    const either = AbortSignal.any([signal, AbortSignal.timeout(waitMs)]);
    const [verdicts, next] = await Promise.all([
      groundingCheck ? this.check.of(draft.doubts(), either) : undefined,
      most > 0 ? this.suggestions.after({ question, answer: draft.text, passages, most }, either) : undefined,
    ]);
    signal.throwIfAborted();
    if (verdicts) draft.judge(verdicts.bySentence);
    if (next) draft.suggest(next.questions);
    for (const added of [verdicts, next]) if (added) draft.spend(added.usage);
  }
}
