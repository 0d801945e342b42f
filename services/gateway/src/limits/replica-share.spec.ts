import { Logger } from '@nestjs/common';
import { FixedWindows, hitsOf } from './fixed-windows.js';
import { ReplicaShare } from './replica-share.js';
import { SharedState } from './shared-state.js';

describe(ReplicaShare.name, () => {
  beforeAll(() => {
    Logger.overrideLogger(false);
  });
  let isAway = false;
  const share = (replicas: number): ReplicaShare =>
    new ReplicaShare(
      { increment: () => (isAway ? Promise.reject(new Error('away')) : Promise.resolve(hitsOf(7, 30_000, 100))) },
      new FixedWindows(() => 0),
      replicas,
      new SharedState(),
    );
  beforeEach(() => {
    isAway = false;
  });
  const hit = (windows: ReplicaShare, limit: number) => windows.increment('a', 60_000, limit, 0, 'requests');

  it('counts where all replicas see it', async () => {
    expect(await hit(share(3), 100)).toEqual({
      totalHits: 7,
      timeToExpire: 30,
      isBlocked: false,
      timeToBlockExpire: 30,
    });
  });

  it('lets its share through while that place is away, told in terms of the whole limit', async () => {
    isAway = true;
    const windows = share(3);
    const hits = [];
    for (let i = 0; i < 4; i++) hits.push(await hit(windows, 10));

    // Of 10 requests for 3 replicas each may take 3 (10 / 3, rounded down); of the rest 2/3 and 1/3 of 10 are left.
    expect(hits.map(({ totalHits, isBlocked }) => [totalHits, isBlocked])).toEqual([
      [4, false],
      [7, false],
      [10, false],
      [11, true],
    ]);
  });

  it('lets at least one request through, however many replicas there are', async () => {
    isAway = true;
    const windows = share(5);
    expect((await hit(windows, 2)).isBlocked).toBe(false);
    expect((await hit(windows, 2)).isBlocked).toBe(true);
  });
});
