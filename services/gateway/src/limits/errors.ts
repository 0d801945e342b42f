import { DomainError } from '@shared/errors';

/** The caller has used up a limit of this minute. */
export class RateLimited extends DomainError {
  readonly code = 'rate_limited';
  readonly kind = 'busy';
  constructor(what: string, limit: number, retryAfterSeconds: number) {
    super(`You may send ${limit} ${what} a minute; try again in ${retryAfterSeconds} seconds.`, { retryAfterSeconds });
  }
}
