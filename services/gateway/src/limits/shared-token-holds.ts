import type { SharedState } from './shared-state.js';
import type { HoldAnswer, HoldRequest, OwnTokenHolds, TokenHolds } from './token-holds.js';

/**
 * Holds where all replicas see them; while that place is away, in this process, up to this replica's share of what is
 * left. What was used is then still known to all through the usage table, a few seconds late.
 */
export class SharedTokenHolds implements TokenHolds {
  constructor(
    private readonly shared: TokenHolds,
    private readonly own: OwnTokenHolds,
    private readonly state: SharedState,
  ) {}

  async take(request: HoldRequest): Promise<HoldAnswer> {
    const answer = await this.state.ask(() => this.shared.take(request));
    if (!answer) return this.own.take(request);
    this.own.forgetUsed();
    return answer;
  }

  /** In both: the place may have gone away, or come back, since the hold was taken. Never fails. */
  async release(request: HoldRequest, usedTokens: number): Promise<void> {
    const told = this.state.ask(() => this.shared.release(request, usedTokens));
    await this.own.release(request, usedTokens);
    await told;
  }
}
