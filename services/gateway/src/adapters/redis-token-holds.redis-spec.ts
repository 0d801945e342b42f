import { Redis } from 'ioredis';
import { TestRedis } from '../../../../tests/support/redis.js';
import { SharedState } from '../limits/shared-state.js';
import { SharedTokenHolds } from '../limits/shared-token-holds.js';
import { describeTokenHolds } from '../limits/token-holds.contract.js';
import { HOLD_MAX_MS, OwnTokenHolds, type HoldRequest } from '../limits/token-holds.js';
import { RedisTokenHolds } from './redis-token-holds.js';

let server: TestRedis;
let redis: Redis;
beforeAll(async () => {
  server = await TestRedis.start();
  redis = new Redis(server.url, { maxRetriesPerRequest: 0, retryStrategy: () => 50 });
  redis.on('error', () => undefined);
});
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

const request = (fields: Partial<HoldRequest> = {}): HoldRequest => ({
  caller: 'ann',
  id: 'first',
  needed: 100,
  wanted: 600,
  spent: { day: 0, month: 0 },
  day: '2026-11-24',
  budgets: { day: 1_000, month: 0 },
  ...fields,
});

describe(RedisTokenHolds.name, () => {
  describeTokenHolds(() => new RedisTokenHolds(redis));

  it('is one budget for all replicas', async () => {
    const caller = 'two replicas';
    const [one, other] = [new RedisTokenHolds(redis), new RedisTokenHolds(redis)];
    await one.take(request({ caller }));
    expect(await other.take(request({ caller, id: 'second', needed: 401 }))).toMatchObject({ isGranted: false });
    await one.release(request({ caller }), 550);
    // The other replica has not heard of the 550 yet, but Redis has.
    expect(await other.take(request({ caller, id: 'second' }))).toEqual({
      isGranted: true,
      spent: { day: 550, month: 550 },
      held: 0,
    });
  });

  it('lets go of what a replica held that died', async () => {
    let now = Date.now();
    const holds = new RedisTokenHolds(redis, () => now);
    await holds.take(request({ caller: 'dead' }));
    now += HOLD_MAX_MS - 1;
    expect(await holds.take(request({ caller: 'dead', id: 'second' }))).toMatchObject({ held: 600 });
    now += 1;
    expect(await holds.take(request({ caller: 'dead', id: 'third' }))).toMatchObject({ held: 400 });
  });

  it('leaves nothing for ever, and nothing that says who was asking', async () => {
    await redis.flushall();
    await new RedisTokenHolds(redis).take(request());
    await new RedisTokenHolds(redis).release(request(), 10);
    await new RedisTokenHolds(redis).take(request());
    const keys = await redis.keys('*');
    expect(keys).toHaveLength(3);
    for (const key of keys) {
      expect(key).toMatch(/^groundwork:(tokens|holds):[\w-]{22}$/);
      expect(await redis.pttl(key)).toBeGreaterThan(0);
    }
  });
});

describe(SharedTokenHolds.name, () => {
  it('keeps to its share of what is left while Redis is away, and gives it back when Redis has returned', async () => {
    const holds = new SharedTokenHolds(new RedisTokenHolds(redis), new OwnTokenHolds(2), new SharedState());
    await server.goAway();
    // Half of 1,000 for each of two replicas.
    const away = request({ caller: 'away', wanted: 300, needed: 300 });
    expect(await holds.take(away)).toMatchObject({ isGranted: true });
    expect(await holds.take({ ...away, id: 'second' })).toMatchObject({ isGranted: false, held: 300 });

    await server.comeBack();
    await holds.release(away, 0);
    expect(await holds.take({ ...away, id: 'third' })).toMatchObject({ isGranted: true });
  });
});
