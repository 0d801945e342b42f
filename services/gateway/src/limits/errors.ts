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

/** A client's SDK that repeats by itself would ask in vain; the OpenAI SDKs heed this header. */
const DO_NOT_RETRY = { 'x-should-retry': 'false' };

/** Where a caller stands with a budget that is used up, as `RateLimit-*`. */
const budgetHeaders = (name: string, budget: number, left: number, windowSeconds: number, resetSeconds: number) => ({
  ...DO_NOT_RETRY,
  'ratelimit-policy': `"${name}";q=${budget};w=${windowSeconds}`,
  'ratelimit-limit': String(budget),
  'ratelimit-remaining': String(left),
  'ratelimit-reset': String(resetSeconds),
});

/** The caller's tokens of the day do not suffice for the call. */
export class TokenBudgetSpent extends DomainError {
  readonly code = 'token_budget_exhausted';
  readonly kind = 'busy';
  constructor(budget: number, spent: number, retryAfterSeconds: number) {
    const left = Math.max(0, budget - spent);
    super(
      `Of your ${budget} tokens a day ${left} are left, too few for this call; ask for less at once, or again after 00:00 UTC.`,
      { retryAfterSeconds, headers: budgetHeaders('tokens-day', budget, left, 86_400, retryAfterSeconds) },
    );
  }
}

/** The caller's tokens of the month do not suffice for the call. */
export class MonthBudgetSpent extends DomainError {
  readonly code = 'insufficient_quota';
  readonly kind = 'busy';
  constructor(budget: number, spent: number, retryAfterSeconds: number) {
    const left = Math.max(0, budget - spent);
    super(
      `Of your ${budget} tokens a month ${left} are left, too few for this call; ask an administrator for more, or wait for the next month.`,
      { retryAfterSeconds, headers: budgetHeaders('tokens-month', budget, left, 2_678_400, retryAfterSeconds) },
    );
  }
}

/** Other calls of the caller hold what is left of their tokens; most will give some of it back. */
export class TokensInUse extends DomainError {
  readonly code = 'tokens_in_use';
  readonly kind = 'busy';
  constructor(held: number) {
    super(`Your calls under way hold the ${held} tokens that are left of your budget; try again when one has ended.`, {
      retryAfterSeconds: 5,
    });
  }
}

/** What is left is shared out among the replicas while they do not hear of each other, and this one's share is used. */
export class TokenShareSpent extends DomainError {
  readonly code = 'token_share_exhausted';
  readonly kind = 'busy';
  constructor() {
    super(
      "Each replica counts your tokens by itself just now, and this one's share of what is left is used up; try again in a moment.",
      { retryAfterSeconds: 5 },
    );
  }
}
