import { FixedWindows } from './fixed-windows.js';

describe(FixedWindows.name, () => {
  let now = 0;
  const windows = (): FixedWindows => new FixedWindows(() => now);
  beforeEach(() => {
    now = 1_000;
  });

  it('lets exactly the limit through, and tells the seconds left', async () => {
    const limit = windows();
    const first = await limit.increment('a', 60_000, 2);
    expect(first).toEqual({ totalHits: 1, timeToExpire: 60, isBlocked: false, timeToBlockExpire: 60 });

    now = 31_500; // 30.5 s later: 29.5 s are left, said as 30 whole ones
    expect(await limit.increment('a', 60_000, 2)).toMatchObject({ totalHits: 2, timeToExpire: 30, isBlocked: false });
    expect(await limit.increment('a', 60_000, 2)).toMatchObject({ totalHits: 3, timeToExpire: 30, isBlocked: true });
  });

  it('opens a new window when the first has ended, not a moment before', async () => {
    const limit = windows();
    await limit.increment('a', 60_000, 1);

    now = 60_999;
    expect(await limit.increment('a', 60_000, 1)).toMatchObject({ isBlocked: true, timeToExpire: 1 });
    now = 61_000;
    expect(await limit.increment('a', 60_000, 1)).toMatchObject({ totalHits: 1, isBlocked: false });
  });

  it('never moves the end of a window, however often one knocks', async () => {
    const limit = windows();
    await limit.increment('a', 60_000, 1);
    for (now = 2_000; now < 60_000; now += 1_000) await limit.increment('a', 60_000, 1);
    now = 61_000;
    expect((await limit.increment('a', 60_000, 1)).isBlocked).toBe(false);
  });

  it('counts every key by itself', async () => {
    const limit = windows();
    await limit.increment('a', 60_000, 1);
    expect((await limit.increment('b', 60_000, 1)).isBlocked).toBe(false);
  });

  it('drops ended windows before two more have passed, and keeps the ones that run', async () => {
    const limit = windows();
    for (let i = 0; i < 1_000; i++) await limit.increment(`old ${i}`, 60_000, 1);
    now = 61_000;
    await limit.increment('running', 60_000, 1);
    expect(limit.size).toBe(1_001);

    now = 120_999;
    expect((await limit.increment('running', 60_000, 1)).isBlocked).toBe(true);
    now = 121_000;
    await limit.increment('new', 60_000, 1);
    expect(limit.size).toBe(2);
  });

  it('holds no more windows than it may, and forgets the ones that began first', async () => {
    const limit = new FixedWindows(() => now, 4);
    for (const key of ['a', 'b', 'c', 'd', 'e']) await limit.increment(key, 60_000, 1);

    expect(limit.size).toBe(3);
    expect((await limit.increment('c', 60_000, 1)).isBlocked).toBe(true);
    expect((await limit.increment('e', 60_000, 1)).isBlocked).toBe(true);
    expect((await limit.increment('a', 60_000, 1)).isBlocked).toBe(false);
  });

  it('counts any number of callers of one minute in bounded memory', async () => {
    const limit = windows();
    let most = 0;
    for (let i = 0; i < 250_000; i++) {
      await limit.increment(`caller ${i}`, 60_000, 100);
      most = Math.max(most, limit.size);
    }
    expect(most).toBe(100_000);
  });
});
