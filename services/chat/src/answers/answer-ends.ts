import { DomainError } from '@shared/errors';

/** The reader asked for the answer to end. */
export class AnswerStopped extends DomainError {
  readonly code = 'answer_stopped';
  readonly kind = 'conflict';
  constructor() {
    super('The answer was stopped.');
  }
}

/** Nobody was there to read the rest. */
export class AnswerAbandoned extends DomainError {
  readonly code = 'answer_abandoned';
  readonly kind = 'conflict';
  constructor() {
    super('The answer was ended because nobody was reading it; ask again.');
  }
}

/** The answer took too long. */
export class AnswerTimedOut extends DomainError {
  readonly code = 'answer_timeout';
  readonly kind = 'unavailable';
  constructor() {
    super('The answer took longer than allowed and was ended; try again, or ask for less at once.');
  }
}

/** The answer grew beyond what is kept for readers that come back. */
export class AnswerTooLong extends DomainError {
  readonly code = 'answer_too_long';
  readonly kind = 'upstream';
  constructor() {
    super('The answer grew too long and was ended; ask for less at once.');
  }
}

/** A second question while one is being answered. */
export class AnswerRunning extends DomainError {
  readonly code = 'answer_running';
  readonly kind = 'conflict';
  constructor() {
    super('This conversation is still being answered; wait for the answer, or stop it first.');
  }
}

/** The replica that ran the answer died, or what it wrote down of it is gone. */
export class AnswerLost extends DomainError {
  readonly code = 'answer_lost';
  readonly kind = 'unavailable';
  constructor(options?: ErrorOptions) {
    super('The running answer was lost; load the conversation to see what was kept of it, or ask again.', options);
  }
}
