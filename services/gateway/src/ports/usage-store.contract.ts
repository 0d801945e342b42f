import { randomUUID } from 'node:crypto';
import type { UsageOwner, UsageStore } from './usage-store.port.js';

const counts = (requests: number, inputTokens: number, outputTokens: number) => ({
  requests,
  inputTokens,
  outputTokens,
});

/** What every {@link UsageStore} promises. */
export function describeUsageStore(storeOf: () => UsageStore): void {
  const someone = (tenantId = 'acme'): UsageOwner => ({ tenantId, userId: `ann/${randomUUID()}@example.com` });

  it('adds up what a caller used in a day, and answers the sum', async () => {
    const [store, ann] = [storeOf(), someone()];
    expect(await store.add(ann, '2026-11-24', counts(1, 100, 20))).toEqual(counts(1, 100, 20));
    expect(await store.add(ann, '2026-11-24', counts(2, 30, 4))).toEqual(counts(3, 130, 24));

    expect(await store.days(ann, '2026-11-01', '2026-11-30')).toEqual([{ day: '2026-11-24', ...counts(3, 130, 24) }]);
  });

  it('keeps days apart, and answers only those asked for', async () => {
    const [store, ann] = [storeOf(), someone()];
    for (const day of ['2026-10-31', '2026-11-01', '2026-11-30', '2026-12-01'])
      await store.add(ann, day, counts(1, 1, 1));

    const days = await store.days(ann, '2026-11-01', '2026-11-30');
    expect(days.map(({ day }) => day)).toEqual(['2026-11-01', '2026-11-30']);
  });

  it('keeps callers and tenants apart', async () => {
    const [store, ann] = [storeOf(), someone()];
    const namesake = { ...ann, tenantId: 'other' };
    await store.add(ann, '2026-11-24', counts(1, 5, 5));

    expect(await store.days(namesake, '2026-11-24', '2026-11-24')).toEqual([]);
    expect(await store.days(someone(), '2026-11-24', '2026-11-24')).toEqual([]);
  });

  it('loses nothing of what several add at once', async () => {
    const [store, ann] = [storeOf(), someone()];
    await Promise.all(Array.from({ length: 8 }, () => store.add(ann, '2026-11-24', counts(1, 10, 1))));

    expect(await store.days(ann, '2026-11-24', '2026-11-24')).toEqual([{ day: '2026-11-24', ...counts(8, 80, 8) }]);
  });

  it('counts beyond what 32 bits hold', async () => {
    const [store, ann] = [storeOf(), someone()];
    await store.add(ann, '2026-11-24', counts(1, 3_000_000_000, 0));
    expect(await store.add(ann, '2026-11-24', counts(1, 3_000_000_000, 0))).toEqual(counts(2, 6_000_000_000, 0));
  });
}
