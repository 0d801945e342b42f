import { createServer, type Server } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { ModelPool } from '@shared/models';
import { EmulatedModels } from '../support/emulated-models.js';
import { ask, bytesOf, chatCall, deploymentAt, failuresIn, many, StandingClock } from './stage.js';

/** Who answers, over HTTP: what the pool did is told by the emulators' own counters. */
describe('calls spread over deployments', () => {
  let models: EmulatedModels[];
  const [a, b, c] = [0, 1, 2];
  const at = (index: number): EmulatedModels => models[index] ?? never();
  const calls = (operation = 'chat'): number[] => models.map((model) => model.counted(operation).calls);

  beforeAll(async () => {
    models = await Promise.all([EmulatedModels.start(), EmulatedModels.start(), EmulatedModels.start()]);
  });
  afterAll(() => Promise.all(models.map((model) => model.stop())));
  beforeEach(() => models.forEach((model) => model.reset()));

  it('keeps the weights within 2 % over 10,000 calls', async () => {
    const pool = new ModelPool(
      [5, 3, 2].map((weight, index) =>
        deploymentAt(at(index).url, `w${weight}`, { weight, capability: 'embedding', deployment: 'local-hashed' }),
      ),
    );
    const call = chatCall({
      operation: 'embeddings',
      model: 'local-hashed',
      body: ({ deployment }) => JSON.stringify({ model: deployment, input: 'a', dimensions: 8 }),
    });

    const results = await many(10_000, 32, async () => bytesOf(await pool.call(call)));

    expect(failuresIn(results)).toEqual([]);
    // 5 : 3 : 2 of 10,000; 2 % of each share is 100, 60 and 40.
    const [first = 0, second = 0, third = 0] = calls('embeddings');
    expect(Math.abs(first - 5_000)).toBeLessThanOrEqual(100);
    expect(Math.abs(second - 3_000)).toBeLessThanOrEqual(60);
    expect(Math.abs(third - 2_000)).toBeLessThanOrEqual(40);
    expect(first + second + third).toBe(10_000);
    await pool.close();
  }, 120_000);

  it('shows no client a failure while one of two deployments is throttled, and asks that one once a hold', async () => {
    const clock = new StandingClock();
    const pool = new ModelPool([deploymentAt(at(a).url, 'a'), deploymentAt(at(b).url, 'b')], { clock });
    at(a).order({ kind: 'status', status: 429, retryAfterSeconds: 20 });

    expect(failuresIn(await many(1_000, 20, () => ask(pool)))).toEqual([]);
    // 20 calls at once: as many as every other of them had been sent before the first 429 was back.
    expect(at(a).counted('chat').calls).toBeLessThanOrEqual(20);
    expect(at(b).counted('chat').calls).toBe(1_000);

    const before = at(a).counted('chat').calls;
    clock.advance(23_000); // 20 s and a tenth of jitter
    expect(failuresIn(await many(50, 1, () => ask(pool)))).toEqual([]);
    expect(at(a).counted('chat').calls).toBe(before + 1);
    await pool.close();
  }, 60_000);

  it('shows no client a failure while a third of the calls of one deployment fail with 500', async () => {
    const pool = new ModelPool([deploymentAt(at(a).url, 'a'), deploymentAt(at(b).url, 'b')]);
    at(a).order({ kind: 'status', status: 500 }, { percent: 33 });

    expect(failuresIn(await many(100, 4, () => ask(pool)))).toEqual([]);
    expect(at(a).counted('chat').faults).toBeGreaterThan(0);
    expect(at(a).counted('chat').faults + 100).toBe(at(a).counted('chat').calls + at(b).counted('chat').calls);
    await pool.close();
  }, 60_000);

  it('spills over to the next priority only while the first is throttled, and comes back by itself', async () => {
    const clock = new StandingClock();
    const pool = new ModelPool(
      [deploymentAt(at(a).url, 'provisioned'), deploymentAt(at(b).url, 'standard', { priority: 2 })],
      { clock },
    );
    await many(10, 1, () => ask(pool));
    expect(calls()).toEqual([10, 0, 0]);

    at(a).order({ kind: 'status', status: 429, retryAfterMs: 5_000 }, { count: 1 });
    await many(10, 1, () => ask(pool));
    expect(calls()).toEqual([11, 10, 0]);

    clock.advance(6_000);
    await many(10, 1, () => ask(pool));
    expect(calls()).toEqual([21, 10, 0]);
    await pool.close();
  });

  it('tries a dead deployment with one connection a rest', async () => {
    const dead = await startDead();
    const clock = new StandingClock();
    const pool = new ModelPool(
      [deploymentAt(dead.url, 'dead'), deploymentAt(at(b).url, 'b'), deploymentAt(at(c).url, 'c')],
      { clock },
    );

    expect(failuresIn(await many(200, 1, () => ask(pool)))).toEqual([]);
    expect(dead.connections()).toBe(1);
    for (const rests of [2, 3]) {
      clock.advance(30_000);
      expect(failuresIn(await many(50, 1, () => ask(pool)))).toEqual([]);
      expect(dead.connections()).toBe(rests);
    }
    expect(calls()).toEqual([0, 150, 150]); // 200 + 2 x 50, in turn
    await pool.close();
    dead.server.close();
  });

  it('fails over from an address that nobody listens at', async () => {
    const nobody = await startDead();
    nobody.server.close();
    await once(nobody.server, 'close');
    const pool = new ModelPool([
      deploymentAt(nobody.url.replace('https', 'http'), 'nobody'),
      deploymentAt(at(b).url, 'b'),
    ]);
    expect(failuresIn(await many(20, 1, () => ask(pool)))).toEqual([]);
    expect(calls()).toEqual([0, 20, 0]);
    expect(pool.deployments[0]?.counters.calls).toBe(1);
    expect(pool.deployments[0]?.conditionAt(pool.now)).toBe('open');
    await pool.close();
  });
});

/** Closes every connection before TLS comes about, and counts them: a deployment that cannot be reached. */
async function startDead(): Promise<{ url: string; server: Server; connections: () => number }> {
  let count = 0;
  const server = createServer((socket) => {
    count += 1;
    socket.destroy();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`, server, connections: () => count };
}

function never(): never {
  throw new Error('There are three emulators');
}
