/** So many requests of one owner within the window go first; further ones stand in the second lane. */
export const EXPRESS_REQUESTS = 20;
const WINDOW_MS = 60_000;
/** Owners remembered at once; the ones seen longest ago are forgotten first. */
const MAX_OWNERS = 10_000;

/** Tells who asks for so much that others should not have to wait behind it. Counts in this process alone. */
export class Crowd {
  private readonly seen = new Map<string, { since: number; requests: number }>();

  /** Counts a request. @param now in milliseconds, of any clock that does not go back. */
  isCrowding(owner: string, now: number = performance.now()): boolean {
    const known = this.seen.get(owner);
    const entry = known && now - known.since < WINDOW_MS ? known : { since: now, requests: 0 };
    entry.requests += 1;
    // Behind all others: a map keeps the order of entry.
    this.seen.delete(owner);
    this.seen.set(owner, entry);
    const [first] = this.seen.keys();
    if (this.seen.size > MAX_OWNERS && first !== undefined) this.seen.delete(first);
    return entry.requests > EXPRESS_REQUESTS;
  }
}
