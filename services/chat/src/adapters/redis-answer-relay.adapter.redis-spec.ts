import { Redis } from 'ioredis';
import { TestRedis } from '../../../../tests/support/redis.js';
import { describeAnswerRelay } from '../ports/answer-relay.contract.js';
import type { AnswerClaim, NumberedLine } from '../ports/answer-relay.port.js';
import { answerKeys, LEASE_MS } from './redis-answer-keys.js';
import { RedisAnswerRelay } from './redis-answer-relay.adapter.js';

const ANN = { tenantId: 'local', userId: 'ann@example.com' };
const HEAD = { messageId: 'answer-01', questionId: 'question-1', questionDigest: '' };
const KEPT_MS = 10_000;

let redis: TestRedis;
let here: RedisAnswerRelay;
let there: RedisAnswerRelay;

beforeAll(async () => {
  redis = await TestRedis.start();
  here = new RedisAnswerRelay({ url: redis.url }, KEPT_MS);
  there = new RedisAnswerRelay({ url: redis.url }, KEPT_MS);
  await Promise.all([connected(here), connected(there)]);
});

afterAll(async () => {
  here.onApplicationShutdown();
  there.onApplicationShutdown();
  await redis.stop();
});

/** Waits until a replica has its connection: what it claims can be seen from elsewhere. */
async function connected(relay: RedisAnswerRelay): Promise<void> {
  const client = new Redis(redis.url);
  for (let isSeen = false; !isSeen;) {
    const id = `probe-${Math.random()}`;
    const claim = await relay.claim(ANN, id);
    isSeen = (await client.exists(answerKeys(ANN, id).lease)) === 1;
    await claim?.end([]);
  }
  client.disconnect();
}

async function begun(conversationId: string): Promise<AnswerClaim> {
  const claim = await here.claim(ANN, conversationId);
  if (!claim) throw new Error('the conversation is claimed already');
  claim.begin(HEAD);
  return claim;
}

async function linesOf(lines: AsyncIterable<NumberedLine> | undefined): Promise<string[]> {
  const all: string[] = [];
  for await (const { line } of lines ?? []) all.push(line);
  return all;
}

describe(RedisAnswerRelay.name, () => {
  describeAnswerRelay(() => ({ here, there }));

  it('leaves nothing in Redis for ever, and nothing that says whose it is', async () => {
    const claim = await begun('conversation-kept');
    claim.append('a');
    const reader = (await there.find(ANN, 'conversation-kept'))?.read(0);
    await reader?.next();
    void there.stop(ANN, 'conversation-kept');
    await new Promise((resolve) => claim.stopRequested.addEventListener('abort', resolve, { once: true }));
    const client = new Redis(redis.url);
    try {
      const keys = Object.values({ ...answerKeys(ANN, 'conversation-kept') }).slice(0, 5);
      for (const key of keys) expect([key, await client.pttl(key)]).not.toEqual([key, -1]);
      expect(await client.exists(...keys)).toBe(5);
      const all = (await client.keys('*')).join('\n');
      expect(all).not.toContain('ann');
      expect(all).not.toContain('conversation-kept');

      await claim.end(['b']);
      expect(await client.exists(keys[0] ?? '')).toBe(0);
      expect(await client.pttl(keys[2] ?? '')).toBeLessThanOrEqual(KEPT_MS);
    } finally {
      client.disconnect();
      await reader?.return?.();
    }
  });

  describe('when the replica that answers dies', () => {
    it('tells its readers elsewhere so within the lease, and lets the conversation go on', async () => {
      const dying = new RedisAnswerRelay({ url: redis.url }, KEPT_MS);
      await connected(dying);
      const claim = await dying.claim(ANN, 'conversation-dead');
      claim?.begin(HEAD);
      claim?.append('half');
      const reader = (await there.find(ANN, 'conversation-dead'))?.read(0);
      expect(await reader?.next()).toMatchObject({ value: { line: 'half' } });

      // What dies says nothing any more: neither renewals nor an end.
      dying.onApplicationShutdown();
      const diedAt = Date.now();
      await expect(reader?.next()).rejects.toMatchObject({ code: 'answer_lost' });
      expect(Date.now() - diedAt).toBeLessThan(LEASE_MS + 2_000);

      const next = await there.claim(ANN, 'conversation-dead');
      expect(next).toBeDefined();
      next?.begin({ ...HEAD, messageId: 'answer-02' });
      await next?.end(['whole']);
      expect(await linesOf((await here.find(ANN, 'conversation-dead'))?.read(0))).toEqual(['whole']);
      await claim?.end([]);
    });
  });

  describe.each([
    ['dies', () => redis.goAway(), () => redis.comeBack()],
    ['falls silent', () => Promise.resolve(redis.freeze()), () => Promise.resolve(redis.thaw())],
  ])('when Redis %s', (what, leave, comeBack) => {
    it('answers, reads and stops go on where the answer runs, and the others catch up afterwards', async () => {
      const id = `conversation-away-${what.replace(' ', '-')}`;
      const claim = await begun(id);
      claim.append('before');
      const early = (await there.find(ANN, id))?.read(0);
      expect(await early?.next()).toMatchObject({ value: { line: 'before' } });
      await leave();
      claim.append('while');
      const reader = (await here.find(ANN, id))?.read(0);
      expect([await reader?.next(), await reader?.next()]).toMatchObject([
        { value: { line: 'before' } },
        { value: { line: 'while' } },
      ]);
      expect(await there.find(ANN, id)).toBeUndefined();
      expect(await there.stop(ANN, id)).toBe(false);
      const second = await begun(`${id}-2`);
      const stopping = here.stop(ANN, `${id}-2`);
      expect(second.stopRequested.aborted).toBe(true);
      const ended = second.end([]);
      await Promise.all([ended, stopping]);

      await comeBack();
      let elsewhere = await there.find(ANN, id);
      const deadline = Date.now() + 10_000;
      while (!elsewhere?.isRunning && Date.now() < deadline) {
        await new Promise((resolve) => setTimeout(resolve, 50));
        elsewhere = await there.find(ANN, id);
      }
      const reading = linesOf(elsewhere?.read(0));
      claim.append('after');
      await claim.end(['end']);
      // A Redis that died forgot what it had, and is told again from where it was: whoever reads gets all or an error.
      expect(await reading).toEqual(['before', 'while', 'after', 'end']);
      expect(await linesOf(early)).toEqual(['while', 'after', 'end']);
    });
  });
});
