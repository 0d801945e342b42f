import { Redis } from 'ioredis';
import { TestRedis } from '../../../tests/support/redis.js';
import { call, type Reply } from './support/call.js';
import { expectProblem } from './support/expect-problem.js';
import { startFakeModel, type FakeModel } from './support/fake-model.js';
import { setStage, type Stage } from './support/stage.js';

const LIMIT = 10;
/** Code of a refusal once the tokens of the day are used up. */
const SPENT = 'token_budget_exhausted';
/** And once a replica's share of them is, while it does not hear of the others. */
const SHARE_SPENT = 'token_share_exhausted';

describe('limits of two replicas', () => {
  let redis: TestRedis;
  let replicas: Stage[];
  beforeEach(async () => {
    redis = await TestRedis.start();
    const settings = { REDIS_URL: redis.url, GATEWAY_REPLICAS: '2', RATE_LIMIT_PER_MINUTE: String(LIMIT) };
    replicas = await Promise.all([setStage(settings), setStage(settings)]);
  });
  afterEach(async () => {
    redis.thaw();
    await Promise.all(replicas.map((replica) => replica.stop()));
    await redis.stop();
  });

  /** Each replica gets `times` requests, by turns. */
  async function knock(times: number): Promise<Reply[]> {
    const replies: Reply[] = [];
    for (let i = 0; i < times; i++) for (const { url } of replicas) replies.push(await call(`${url}/api/documents`));
    return replies;
  }
  const taken = (replies: readonly Reply[]): number => replies.filter(({ status }) => status === 200).length;

  it('are one limit', async () => {
    const replies = await knock(LIMIT);

    expect(replies.slice(0, 3).map(({ headers }) => headers['ratelimit-remaining'])).toEqual(['9', '8', '7']);
    expect(taken(replies)).toBe(LIMIT);
    expectProblem(replies[LIMIT] as Reply, 429, 'rate_limited');
  });

  it('are each half of it while Redis is away, and one again when it is back', async () => {
    await redis.goAway();
    const away = await knock(LIMIT);
    // Half of 10 for each of two: 10 in all, and neither an error nor a request beyond.
    expect(taken(away)).toBe(LIMIT);
    expect(new Set(away.map(({ status }) => status))).toEqual(new Set([200, 429]));

    await redis.comeBack();
    const client = new Redis(redis.url);
    // Each replica tries again within a second. One that has begins a window in Redis with its next request; the other
    // then finds that window, so that two requests by turns come to the same count.
    for (let counts: (string | string[] | undefined)[] = []; new Set(counts).size !== 2 || counts.includes('0');) {
      await client.flushall();
      counts = (await knock(1)).map(({ headers }) => headers['ratelimit-remaining']);
    }
    // 9 and 8 were left.
    expect(taken(await knock(LIMIT))).toBe(LIMIT - 2);
    client.disconnect();
  });

  it('hold up no request while Redis says nothing', async () => {
    redis.freeze();
    const startedAt = performance.now();
    const replies = await knock(LIMIT / 2);

    expect(taken(replies)).toBe(LIMIT);
    // One request of each replica waits 100 ms; all ten would take a second.
    expect(performance.now() - startedAt).toBeLessThan(900);
  });

  it('leave nothing in Redis for ever, and nothing that says who was asking', async () => {
    await knock(1);
    const client = new Redis(redis.url);
    const keys = await client.keys('*');
    const lives = await Promise.all(keys.map((key) => client.pttl(key)));
    client.disconnect();

    expect(keys).toHaveLength(1);
    expect(keys[0]).toMatch(/^groundwork:window:[\w-]{22}$/);
    expect(lives[0]).toBeGreaterThan(0);
    expect(lives[0]).toBeLessThanOrEqual(60_000);
  });
});

describe('tokens of two replicas', () => {
  let redis: TestRedis;
  let model: FakeModel;
  let replicas: Stage[];
  beforeEach(async () => {
    // One after the other: Redis is given a port that was free a moment before.
    redis = await TestRedis.start();
    model = await startFakeModel();
    const settings = {
      REDIS_URL: redis.url,
      GATEWAY_REPLICAS: '2',
      MODEL_BASE_URL: model.url,
      // Nine of each answer: five answers, and no token is left.
      TOKENS_PER_DAY: '45',
    };
    replicas = await Promise.all([setStage(settings), setStage(settings)]);
  });
  afterEach(async () => {
    redis.thaw();
    await Promise.all(replicas.map((replica) => replica.stop()));
    await Promise.all([redis.stop(), model.stop()]);
  });

  async function ask(times: number): Promise<Reply[]> {
    const replies: Reply[] = [];
    for (let i = 0; i < times; i++) for (const { url } of replicas) replies.push(await call(`${url}/completion`));
    return replies;
  }
  const codes = (replies: readonly Reply[]): unknown[] =>
    replies.map((reply) => (reply.status === 200 ? 200 : (reply.json() as { code: string }).code));

  it('are one budget, though neither can keep or read usage elsewhere', async () => {
    expect(codes(await ask(4))).toEqual([200, 200, 200, 200, 200, SPENT, SPENT, SPENT]);
  });

  it.each([
    ['is away', (server: TestRedis) => server.goAway()],
    ['says nothing', async (server: TestRedis) => server.freeze()],
  ])('are each half of it while Redis %s: neither without service nor without limit', async (_, end) => {
    await end(redis);
    const replies = codes(await ask(4));
    // 22 for each: an answer needs 3 to begin, which 22, 13 and 4 are, and -5 is not.
    expect(replies).toEqual([200, 200, 200, 200, 200, 200, SHARE_SPENT, SHARE_SPENT]);
  });
});
