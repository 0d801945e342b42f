import { DomainError } from '@shared/errors';

/** A screen that must see a text before it goes on does not answer. */
export class ScreeningUnavailable extends DomainError {
  readonly code = 'screening_unavailable';
  readonly kind = 'unavailable';
  constructor(options?: { cause?: unknown }) {
    super('What you sent cannot be screened just now, and nothing goes on unscreened here; try again in a moment.', {
      ...options,
      retryAfterSeconds: 2,
    });
  }
}
