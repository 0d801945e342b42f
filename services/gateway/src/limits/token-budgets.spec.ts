import { Logger } from '@nestjs/common';
import type { Caller } from '@shared/identity';
import { UsageMeter, type ActualUse, type ExpectedUse, type Reservation } from '../ports/usage-meter.port.js';
import { UsageStore, type UsageCounts } from '../ports/usage-store.port.js';
import { TokenBudgets } from './token-budgets.js';
import { OwnTokenHolds } from './token-holds.js';
import { UsageLedger } from './usage-ledger.js';

/** 24 November 2026, 18:00 UTC: 6 h before the end of the day, 6 days and 6 h before that of the month. */
const NOW = Date.parse('2026-11-24T18:00:00Z');
const ann: Caller = { tenantId: 'acme', userId: 'ann', groups: [], roles: ['reader'], correlationId: 'c' };

class NoStore extends UsageStore {
  add(): Promise<UsageCounts> {
    return Promise.reject(new Error('away'));
  }
  days(): Promise<[]> {
    return Promise.reject(new Error('away'));
  }
}
class Told extends UsageMeter {
  readonly settled: ActualUse[] = [];
  async reserve(): Promise<Reservation> {
    return { settle: (used) => void this.settled.push(used) };
  }
}

function budgets(day: number, month = 0, replicas = 1) {
  const metrics = new Told();
  const holds = new OwnTokenHolds(replicas);
  const ledger = new UsageLedger(new NoStore(), () => NOW);
  const meter = new TokenBudgets({ day, month }, ledger, holds, metrics, () => NOW);
  return { meter, metrics, holds, ledger };
}

/** A call of 100 tokens in and at most `maxOutputTokens` out. */
const call = (maxOutputTokens: number | undefined, caller = ann): ExpectedUse => ({
  caller,
  operation: 'chat/completions',
  model: 'm',
  requestBytes: 400,
  maxOutputTokens,
});
const used = (input: number, output: number): ActualUse => ({
  tokens: { input, output },
  requestBytes: 400,
  answerBytes: 0,
  outcome: 'complete',
});

beforeAll(() => {
  Logger.overrideLogger(false);
});

describe(TokenBudgets.name, () => {
  it('lets calls through until the day is used up, and says when the next one begins', async () => {
    const { meter } = budgets(1_000);
    (await meter.reserve(call(500))).settle(used(100, 500));

    await expect(meter.reserve(call(301))).rejects.toMatchObject({
      code: 'token_budget_exhausted',
      message: expect.stringContaining('Of your 1000 tokens a day 400 are left') as string,
      retryAfterSeconds: 21_600,
      headers: {
        'ratelimit-policy': '"tokens-day";q=1000;w=86400',
        'ratelimit-limit': '1000',
        'ratelimit-remaining': '400',
        'ratelimit-reset': '21600',
        'x-should-retry': 'false',
      },
    });
    await expect(meter.reserve(call(300))).resolves.toBeDefined();
  });

  it('counts what calls under way hold: together they cannot use what each could alone', async () => {
    const { meter } = budgets(1_000);
    const first = await meter.reserve(call(800));
    await expect(meter.reserve(call(800))).rejects.toMatchObject({ code: 'tokens_in_use', retryAfterSeconds: 5 });

    first.settle(used(100, 10));
    await expect(meter.reserve(call(700))).resolves.toBeDefined();
  });

  it('tells the month before the day, whose end would not help', async () => {
    const { meter } = budgets(1_000, 2_000);
    (await meter.reserve(call(500))).settle(used(1_500, 450));
    await expect(meter.reserve(call(undefined))).rejects.toMatchObject({
      code: 'insufficient_quota',
      retryAfterSeconds: 6 * 86_400 + 21_600,
      headers: { 'ratelimit-policy': '"tokens-month";q=2000;w=2678400', 'ratelimit-remaining': '50' },
    });
  });

  it('tells apart what other calls hold and a share of it that is used up', async () => {
    const { meter } = budgets(1_000, 0, 2);
    const first = await meter.reserve(call(400)); // all 500 of this replica's half
    await expect(meter.reserve(call(1))).rejects.toMatchObject({ code: 'tokens_in_use' });

    first.settle(used(100, 400));
    await expect(meter.reserve(call(1))).rejects.toMatchObject({
      code: 'token_share_exhausted',
      retryAfterSeconds: 5,
    });
  });

  it("goes by a key's own budget where it has one, and by none where that is 0", async () => {
    const { meter } = budgets(1_000);
    const withLimit = (tokensPerDay: number): Caller => ({
      ...ann,
      userId: `k${tokensPerDay}`,
      limits: { tokensPerDay },
    });
    await expect(meter.reserve(call(2_000, withLimit(5_000)))).resolves.toBeDefined();
    await expect(meter.reserve(call(2_000, withLimit(50)))).rejects.toMatchObject({ code: 'token_budget_exhausted' });
    await expect(meter.reserve(call(2_000, withLimit(0)))).resolves.toBeDefined();
  });

  it('counts a caller without a budget too', async () => {
    const { meter, ledger } = budgets(0);
    (await meter.reserve(call(undefined))).settle(used(100, 20));
    expect(await ledger.spent(ann)).toEqual({ day: 120, month: 120 });
  });

  it('charges by bytes a client that left before the count', async () => {
    const { meter, ledger } = budgets(10_000);
    const left: ActualUse = { tokens: undefined, requestBytes: 400, answerBytes: 200, outcome: 'left' };
    (await meter.reserve(call(undefined))).settle(left);
    expect(await ledger.spent(ann)).toEqual({ day: 150, month: 150 });
  });

  it('settles once, whoever calls it twice, and tells the metrics', async () => {
    const { meter, ledger, holds, metrics } = budgets(1_000);
    const reservation = await meter.reserve(call(10));
    reservation.settle(used(100, 20));
    reservation.settle(used(100, 20));
    expect(await ledger.spent(ann)).toEqual({ day: 120, month: 120 });
    expect(metrics.settled).toEqual([used(100, 20)]);
    expect(holds.size).toBe(0);
  });

  it('holds nothing and charges nothing for a call that nobody took', async () => {
    const { meter, ledger, holds } = budgets(1_000);
    const refused: ActualUse = { tokens: undefined, requestBytes: 400, answerBytes: 0, outcome: 'refused' };
    (await meter.reserve(call(10))).settle(refused);
    expect(await ledger.spent(ann)).toEqual({ day: 0, month: 0 });
    expect(holds.size).toBe(0);
  });
});
