/** Whose tokens they are: a person or an API key of one tenant. */
export interface UsageOwner {
  readonly tenantId: string;
  readonly userId: string;
}

/** What a caller used of the models. */
export interface UsageCounts {
  readonly requests: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/**
 * Keeps what callers used, by day.
 *
 * Contract, kept by every adapter and checked by `describeUsageStore`: what is added is never lost, however many add to
 * the same day at once; a day that nothing was added to is not there.
 */
export abstract class UsageStore {
  /**
   * Adds to the counters of one day.
   * @param day UTC, `YYYY-MM-DD`.
   * @returns what the day comes to, with what everybody added.
   * @throws {DependencyUnavailable} if it cannot be kept now; nothing was added then, as far as can be known.
   */
  abstract add(owner: UsageOwner, day: string, counts: UsageCounts): Promise<UsageCounts>;

  /**
   * The caller's days, from the first to the last named.
   * @throws {DependencyUnavailable} if they cannot be read now.
   */
  abstract days(owner: UsageOwner, from: string, to: string): Promise<(UsageCounts & { readonly day: string })[]>;
}
