import { randomUUID } from 'node:crypto';
import type { Caller } from '@shared/identity';
import { UsageMeter, type ActualUse, type ExpectedUse, type Reservation } from '../ports/usage-meter.port.js';
import { callerKey } from './caller-key.js';
import { MonthBudgetSpent, TokenBudgetSpent, TokenShareSpent, TokensInUse } from './errors.js';
import { chargedTokens, expectedTokens } from './token-estimate.js';
import { roomIn, type HoldAnswer, type HoldRequest, type TokenHolds } from './token-holds.js';
import type { Spent, UsageLedger } from './usage-ledger.js';

/**
 * Keeps every caller to their tokens of the day and of the month: room is held before a call of a model is made and
 * given back when it has ended, and what it used is counted, whether there is a budget or not.
 */
export class TokenBudgets extends UsageMeter {
  /**
   * @param budgets of every caller whose key has none of its own; 0: none.
   * @param metrics is told the same.
   * @param now milliseconds since the epoch.
   */
  constructor(
    private readonly budgets: Spent,
    private readonly ledger: UsageLedger,
    private readonly holds: TokenHolds,
    private readonly metrics: UsageMeter,
    private readonly now: () => number = Date.now,
  ) {
    super();
  }

  /** @throws {TokenBudgetSpent | MonthBudgetSpent | TokensInUse | TokenShareSpent} */
  async reserve(expected: ExpectedUse): Promise<Reservation> {
    const { caller } = expected;
    const counted = await this.metrics.reserve(expected);
    const hold = await this.hold(expected, this.budgetsOf(caller));
    let isOpen = true;
    return {
      settle: (used: ActualUse) => {
        if (!isOpen) return;
        isOpen = false;
        const { input, output } = chargedTokens(used, expected.operation);
        // First, and told in order: a call that finds this one in the ledger must find it counted there too, not twice.
        if (hold) void this.holds.release(hold, input + output);
        if (used.outcome !== 'refused' || input + output > 0)
          this.ledger.spend(caller, { requests: 1, inputTokens: input, outputTokens: output });
        counted.settle(used);
      },
    };
  }

  private budgetsOf({ limits }: Caller): Spent {
    return { day: limits?.tokensPerDay ?? this.budgets.day, month: this.budgets.month };
  }

  private async hold(expected: ExpectedUse, budgets: Spent): Promise<HoldRequest | undefined> {
    if (budgets.day === 0 && budgets.month === 0) return undefined;
    const { caller } = expected;
    const request: HoldRequest = {
      caller: callerKey(caller),
      id: randomUUID(),
      ...expectedTokens(expected),
      spent: await this.ledger.spent(caller),
      day: new Date(this.now()).toISOString().slice(0, 10),
      budgets,
    };
    const answer = await this.holds.take(request);
    if (!answer.isGranted) throw this.refusal(request, answer);
    return request;
  }

  /** Which budget it was; the month's outweighs the day's, whose end would not help. */
  private refusal({ budgets, needed }: HoldRequest, { spent, held }: HoldAnswer): Error {
    const asked = Math.max(1, needed);
    const now = new Date(this.now());
    const [year, month, day] = [now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()];
    if (roomIn({ day: 0, month: budgets.month }, spent, 0) < asked)
      return new MonthBudgetSpent(budgets.month, spent.month, secondsUntil(Date.UTC(year, month + 1), this.now()));
    if (roomIn({ day: budgets.day, month: 0 }, spent, 0) < asked)
      return new TokenBudgetSpent(budgets.day, spent.day, secondsUntil(Date.UTC(year, month, day + 1), this.now()));
    return held > 0 ? new TokensInUse(held) : new TokenShareSpent();
  }
}

const secondsUntil = (then: number, now: number): number => Math.ceil((then - now) / 1_000);
