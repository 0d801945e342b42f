import { DomainError } from '@shared/errors';

/** A question without a word in it. */
export class QuestionEmpty extends DomainError {
  readonly code = 'question_empty';
  readonly kind = 'invalid';
  constructor() {
    super('The message is empty; write a question.');
  }
}

/** A question beyond the cap. */
export class QuestionTooLarge extends DomainError {
  readonly code = 'question_too_large';
  readonly kind = 'too-large';
  constructor() {
    super('The message is larger than 50 KB; shorten it, or upload the long part as a document.');
  }
}
