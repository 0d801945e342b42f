import { DomainError } from '@shared/errors';

/** The caller has used up a limit of this minute. */
export class RateLimited extends DomainError {
  readonly code = 'rate_limited';
  readonly kind = 'busy';
  constructor(what: string, limit: number, retryAfterSeconds: number) {
    super(`You may send ${limit} ${what} a minute; try again in ${retryAfterSeconds} seconds.`, { retryAfterSeconds });
  }
}

/** The caller holds as many streams open as they may. */
export class TooManyStreams extends DomainError {
  readonly code = 'too_many_streams';
  readonly kind = 'busy';
  constructor(max: number) {
    super(`You may have ${max} streams open at once; close one, or wait until one has ended.`, {
      retryAfterSeconds: 1,
    });
  }
}
