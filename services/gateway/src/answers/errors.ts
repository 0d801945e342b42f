import { DomainError } from '@shared/errors';

/** The screening stopped what was asked before any model saw it. */
export class QuestionScreened extends DomainError {
  readonly code = 'question_screened';
  readonly kind = 'invalid';

  /** @param rules names of the rules that fired. */
  constructor(readonly rules: readonly string[]) {
    super(`This was not passed on, because the screening stopped it (${rules.join(', ')}); ask in other words.`);
  }
}
