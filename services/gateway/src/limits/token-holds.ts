import type { Spent } from './usage-ledger.js';

/** What a call wants to hold of its caller's budgets while it runs. */
export interface HoldRequest {
  /** The caller, as `callerKey` names them. */
  readonly caller: string;
  /** Name of this hold, unlike any other. */
  readonly id: string;
  /** Tokens that must be free. */
  readonly needed: number;
  /** Tokens held if they are free; otherwise whatever is. At least `needed`. */
  readonly wanted: number;
  /** What the caller used, as far as this replica knows. */
  readonly spent: Spent;
  /** UTC, `YYYY-MM-DD`. */
  readonly day: string;
  /** Budgets, in tokens; 0: none. */
  readonly budgets: Spent;
}

/** Whether there was room, and how the caller stands. */
export interface HoldAnswer {
  readonly isGranted: boolean;
  readonly spent: Spent;
  /** Tokens that other calls of the caller hold. */
  readonly held: number;
}

/** Room in budgets that running calls hold, so that calls at once cannot use together what each could use alone. */
export interface TokenHolds {
  take(request: HoldRequest): Promise<HoldAnswer>;
  /** Gives the room back. @param usedTokens what the call did use. */
  release(request: HoldRequest, usedTokens: number): Promise<void>;
}

/** Longest life of a hold, in milliseconds: beyond the longest answer, for replicas that die with calls under way. */
export const HOLD_MAX_MS = 600_000;

/** Tokens left of the budget that is nearest to its end; infinite without budgets. */
export function roomIn(budgets: Spent, spent: Spent, held: number): number {
  const room = (budget: number, used: number): number =>
    budget === 0 ? Number.POSITIVE_INFINITY : budget - used - held;
  return Math.min(room(budgets.day, spent.day), room(budgets.month, spent.month));
}

/** What one caller holds here, and used here while this replica was by itself. */
interface Share {
  readonly holds: Map<string, number>;
  used: number;
}

/**
 * {@link TokenHolds} of this process: of what is left of a budget its share, where replicas share it and do not hear of
 * each other.
 */
export class OwnTokenHolds implements TokenHolds {
  private readonly shares = new Map<string, Share>();

  /** @param replicas how many share what is left of a budget, 1 or more. */
  constructor(private readonly replicas = 1) {}

  /** Callers held in memory. */
  get size(): number {
    return this.shares.size;
  }

  async take({ caller, id, needed, wanted, spent, budgets }: HoldRequest): Promise<HoldAnswer> {
    const share = this.shares.get(caller) ?? { holds: new Map<string, number>(), used: 0 };
    const held = [...share.holds.values()].reduce((sum, tokens) => sum + tokens, 0);
    // What was used here comes out of this replica's share, not of what all of them share.
    const others = { day: spent.day - share.used, month: spent.month - share.used };
    const room = Math.floor(roomIn(budgets, others, 0) / this.replicas) - share.used - held;
    if (room < Math.max(1, needed)) return { isGranted: false, spent, held };
    share.holds.set(id, Math.min(wanted, room));
    this.shares.set(caller, share);
    return { isGranted: true, spent, held };
  }

  async release({ caller, id }: HoldRequest, usedTokens: number): Promise<void> {
    const share = this.shares.get(caller);
    if (!share?.holds.delete(id)) return;
    if (this.replicas > 1) share.used += usedTokens;
    if (share.holds.size === 0 && share.used === 0) this.shares.delete(caller);
  }

  /** The replicas hear of each other again: what was used here is known to all. */
  forgetUsed(): void {
    for (const [caller, share] of this.shares) {
      share.used = 0;
      if (share.holds.size === 0) this.shares.delete(caller);
    }
  }
}
