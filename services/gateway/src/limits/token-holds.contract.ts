import { randomUUID } from 'node:crypto';
import type { HoldRequest, TokenHolds } from './token-holds.js';

/** What every {@link TokenHolds} promises. */
export function describeTokenHolds(holdsOf: () => TokenHolds): void {
  /** A request of a caller of its own, with a budget of 1,000 tokens a day unless told otherwise. */
  const request = (fields: Partial<HoldRequest> = {}): HoldRequest => ({
    caller: randomUUID(),
    id: randomUUID(),
    needed: 100,
    wanted: 400,
    spent: { day: 0, month: 0 },
    day: '2026-11-24',
    budgets: { day: 1_000, month: 0 },
    ...fields,
  });
  const again = (first: HoldRequest, fields: Partial<HoldRequest> = {}): HoldRequest => ({
    ...first,
    id: randomUUID(),
    ...fields,
  });

  it('holds what is wanted while there is room, then what is left, then nothing', async () => {
    const [holds, first] = [holdsOf(), request()];
    expect(await holds.take(first)).toMatchObject({ isGranted: true, held: 0 });
    expect(await holds.take(again(first))).toMatchObject({ isGranted: true, held: 400 });
    // 200 are left: enough for the 100 needed, so that it holds them all.
    expect(await holds.take(again(first))).toMatchObject({ isGranted: true, held: 800 });
    expect(await holds.take(again(first))).toMatchObject({ isGranted: false, held: 1_000 });
  });

  it('gives the room back, and counts what was used in its place', async () => {
    const [holds, first] = [holdsOf(), request({ wanted: 1_000 })];
    await holds.take(first);
    expect(await holds.take(again(first))).toMatchObject({ isGranted: false });

    await holds.release(first, 300);
    const next = again(first, { needed: 700, wanted: 700, spent: { day: 300, month: 300 } });
    expect(await holds.take(next)).toMatchObject({ isGranted: true, spent: { day: 300 } });
  });

  it('has no room beyond what was used', async () => {
    const spent = { day: 901, month: 901 };
    expect(await holdsOf().take(request({ spent }))).toMatchObject({ isGranted: false, spent, held: 0 });
    expect(await holdsOf().take(request({ spent: { day: 900, month: 900 } }))).toMatchObject({ isGranted: true });
  });

  it('keeps to the month where there is less of it left', async () => {
    const budgets = { day: 1_000, month: 5_000 };
    const spent = { day: 10, month: 4_950 };
    expect(await holdsOf().take(request({ budgets, spent }))).toMatchObject({ isGranted: false });
    expect(await holdsOf().take(request({ budgets, spent, needed: 50 }))).toMatchObject({ isGranted: true });
  });

  it('refuses a call that needs nothing once nothing is left', async () => {
    const spent = { day: 1_000, month: 1_000 };
    expect(await holdsOf().take(request({ needed: 0, spent }))).toMatchObject({ isGranted: false });
  });

  it('keeps callers apart, and forgets a hold that is released twice only once', async () => {
    const [holds, first] = [holdsOf(), request({ wanted: 1_000 })];
    await holds.take(first);
    expect(await holds.take(request())).toMatchObject({ isGranted: true, held: 0 });

    await holds.release(first, 0);
    const second = again(first, { wanted: 1_000 });
    expect(await holds.take(second)).toMatchObject({ isGranted: true, held: 0 });
    await holds.release(first, 0);
    expect(await holds.take(again(first))).toMatchObject({ isGranted: false, held: 1_000 });
  });
}
