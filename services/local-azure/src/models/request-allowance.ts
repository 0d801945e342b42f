/** Requests and tokens a minute that the headers speak of. High enough never to matter: only ordered faults throttle. */
const REQUESTS_PER_MINUTE = 100_000;
const TOKENS_PER_MINUTE = 10_000_000;
const MINUTE_MS = 60_000;

/** Counts requests of the running minute for the `x-ratelimit-*` headers. It refuses nobody. */
export class RequestAllowance {
  private minute = 0;
  private spent = 0;

  /** Takes one request from the minute that `nowMs` lies in, and says what is left of it. */
  spend(nowMs: number): Record<string, string> {
    const minute = Math.floor(nowMs / MINUTE_MS);
    this.spent = minute === this.minute ? this.spent + 1 : 1;
    this.minute = minute;
    const resetSeconds = Math.ceil(((minute + 1) * MINUTE_MS - nowMs) / 1_000);
    return {
      'x-ratelimit-limit-requests': String(REQUESTS_PER_MINUTE),
      'x-ratelimit-remaining-requests': String(Math.max(0, REQUESTS_PER_MINUTE - this.spent)),
      'x-ratelimit-reset-requests': String(resetSeconds),
      'x-ratelimit-limit-tokens': String(TOKENS_PER_MINUTE),
      'x-ratelimit-remaining-tokens': String(TOKENS_PER_MINUTE),
      'x-ratelimit-reset-tokens': String(resetSeconds),
    };
  }
}
