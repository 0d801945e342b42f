import { ModelPool, ModelUnavailable } from '@shared/models';
import { EmulatedModels, until } from '../support/emulated-models.js';
import { bytesOf, chatCall, deploymentAt, failuresIn, many, StandingClock } from './stage.js';

/** A single deployment, or one beside another, that fails and comes back; the emulators' counters are the witness. */
describe('the breaker of a deployment', () => {
  let sick: EmulatedModels;
  let well: EmulatedModels;
  let clock: StandingClock;
  let pool: ModelPool;
  beforeAll(async () => {
    [sick, well] = await Promise.all([EmulatedModels.start(), EmulatedModels.start()]);
  });
  afterAll(() => Promise.all([sick.stop(), well.stop()]));
  beforeEach(() => {
    sick.reset();
    well.reset();
    clock = new StandingClock();
  });
  afterEach(() => pool.close());

  const alone = (): ModelPool => (pool = new ModelPool([deploymentAt(sick.url, 'sick')], { clock }));
  const beside = (): ModelPool =>
    (pool = new ModelPool([deploymentAt(sick.url, 'sick'), deploymentAt(well.url, 'well')], { clock }));
  const one = async (): Promise<number> => {
    const reply = await pool.call(chatCall());
    await bytesOf(reply);
    return reply.status;
  };
  const sickState = (): string => pool.deployments[0]?.conditionAt(clock.now()) ?? 'none';

  it('opens after five faults in a row, and then not one call goes through for 30 s', async () => {
    beside();
    sick.order({ kind: 'status', status: 500 });
    expect(failuresIn(await many(60, 1, one))).toEqual([]);
    expect([sick.counted('chat').calls, sickState()]).toEqual([5, 'open']);

    clock.advance(29_999);
    await many(20, 1, one);
    expect(sick.counted('chat').calls).toBe(5);
    clock.advance(1);
    await many(20, 1, one);
    expect(sick.counted('chat').calls).toBe(6); // the trial, which failed
    await many(20, 1, one);
    expect(sick.counted('chat').calls).toBe(6); // and began another rest
  });

  it('lets exactly one of 50 calls at once through as its trial, and the others go elsewhere', async () => {
    beside();
    sick.order({ kind: 'status', status: 500 }, { count: 5 });
    await many(10, 1, one);
    expect(sickState()).toBe('open');
    const wellBefore = well.counted('chat').calls;
    sick.order({ kind: 'latency', ms: 300 });
    clock.advance(30_000);

    expect(failuresIn(await many(50, 50, one))).toEqual([]);
    expect(sick.counted('chat').calls).toBe(5 + 1);
    expect(well.counted('chat').calls - wellBefore).toBe(49);
    expect(sickState()).toBe('healthy');
  });

  it('lets exactly one of 50 calls at once through where there is nobody else, and tells the others to wait', async () => {
    alone();
    sick.order({ kind: 'status', status: 500 }, { count: 5 });
    await many(5, 1, one);
    expect(sickState()).toBe('open');
    sick.order({ kind: 'latency', ms: 300 });

    // Without waiting for the 30 s: all deployments are at fault, so the one due first is tried at once.
    const results = await many(50, 50, one);

    expect(sick.counted('chat').calls).toBe(6);
    const failures = failuresIn(results);
    expect(failures).toHaveLength(49);
    for (const failure of failures) expect(failure).toBeInstanceOf(ModelUnavailable);
    expect((failures[0] as ModelUnavailable).retryAfterSeconds).toBeGreaterThan(0);
  });

  it('shares the calls again once the trial went well', async () => {
    beside();
    sick.order({ kind: 'status', status: 503 }, { count: 5 });
    await many(10, 1, one);
    clock.advance(30_000);
    await one();
    await one();
    expect(sickState()).toBe('healthy');
    const [before, wellBefore] = [sick.counted('chat').calls, well.counted('chat').calls];
    await many(40, 1, one);
    expect([sick.counted('chat').calls - before, well.counted('chat').calls - wellBefore]).toEqual([20, 20]);
  });

  it('is not moved by 429, by a refused prompt, or by a client that leaves', async () => {
    alone();
    sick.order({ kind: 'content_filter', where: 'prompt' }, { count: 10 });
    expect(await many(10, 1, one)).toEqual(Array(10).fill({ status: 'fulfilled', value: 400 }));
    sick.order({ kind: 'status', status: 429, retryAfterMs: 250 }, { count: 10 });
    for (let i = 0; i < 10; i++) {
      await many(1, 1, one);
      clock.advance(1_000);
    }
    sick.order({ kind: 'latency', ms: 60_000 }, { count: 6 });
    for (let left = 1; left <= 6; left++) {
      const before = sick.counted('chat').calls;
      const leaving = new AbortController();
      const call = pool.call(chatCall({ signal: leaving.signal }));
      call.catch(() => undefined);
      await until(() => sick.counted('chat').calls > before);
      leaving.abort(new Error('left'));
      await expect(call).rejects.toThrow('left');
    }
    expect(sickState()).toBe('healthy');
    expect(await one()).toBe(200);
  });
});
