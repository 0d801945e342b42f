import { describeTokenHolds } from './token-holds.contract.js';
import { OwnTokenHolds, type HoldRequest } from './token-holds.js';

const request = (id: string, fields: Partial<HoldRequest> = {}): HoldRequest => ({
  caller: 'ann',
  id,
  needed: 100,
  wanted: 100,
  spent: { day: 0, month: 0 },
  day: '2026-11-24',
  budgets: { day: 1_000, month: 0 },
  ...fields,
});

describe(OwnTokenHolds.name, () => {
  describeTokenHolds(() => new OwnTokenHolds());

  it('keeps to its share of what is left where replicas share a budget', async () => {
    const holds = new OwnTokenHolds(3);
    // 1,000 of three replicas: 333 here, which is three calls of 100.
    const granted = await Promise.all(['1', '2', '3', '4'].map((id) => holds.take(request(id))));
    expect(granted.map(({ isGranted }) => isGranted)).toEqual([true, true, true, false]);
  });

  it('never gives more than its share, whatever of it was used', async () => {
    const holds = new OwnTokenHolds(2);
    let spent = 0;
    // 500 of 1,000 are this replica's; it knows of nobody else's use.
    for (; (await holds.take(request('1', { spent: { day: spent, month: spent } }))).isGranted; spent += 100)
      await holds.release(request('1'), 100);
    expect(spent).toBe(500);

    holds.forgetUsed();
    expect(holds.size).toBe(0);
    // Known to all by then: 250 of the 500 that are left.
    const again = await holds.take(request('2', { needed: 250, spent: { day: spent, month: spent } }));
    expect(again.isGranted).toBe(true);
  });

  it('remembers nobody who holds nothing', async () => {
    const holds = new OwnTokenHolds();
    await holds.take(request('1'));
    await holds.take(request('2', { caller: 'bob', spent: { day: 1_000, month: 1_000 } }));
    expect(holds.size).toBe(1);

    await holds.release(request('1'), 0);
    expect(holds.size).toBe(0);
  });
});
