import { systemClock } from './clock.js';

describe('the clock on the wall', () => {
  it('never wakes anybody before the time', async () => {
    const early = await Promise.all(
      Array.from({ length: 200 }, async (_, index) => {
        const ms = 1 + index / 10 + 0.05;
        const until = systemClock.now() + ms;
        await systemClock.sleep(ms);
        return until - systemClock.now();
      }),
    );
    expect(early.filter((ms) => ms > 0)).toEqual([]);
  });

  it.each([0, 60_000])('gives the reason of whoever gives up, asleep for %i ms', async (ms) => {
    const giving = new AbortController();
    const reason = new Error('given up');
    giving.abort(reason);
    await expect(systemClock.sleep(ms, giving.signal)).rejects.toBe(reason);
  });
});
