import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deploymentsSchema } from '@shared/contracts';
import { call } from './support/call.js';
import { failing, startFakeModel, twoWords, type FakeModel } from './support/fake-model.js';
import { setStage, type Stage } from './support/stage.js';

describe('what administrators see of the model deployments', () => {
  let models: FakeModel[];
  let folder: string;
  let stage: Stage;
  beforeAll(async () => {
    models = await Promise.all([startFakeModel(), startFakeModel()]);
    folder = await mkdtemp(join(tmpdir(), 'groundwork-pool-'));
    const file = join(folder, 'deployments.json');
    const chat = { model: 'gpt', capability: 'chat', auth: { keyEnv: 'POOL_KEY' } };
    await writeFile(
      file,
      JSON.stringify({
        deployments: [
          { ...chat, name: 'north', endpoint: models[0]?.url },
          { ...chat, name: 'south', endpoint: models[1]?.url, priority: 2, weight: 3 },
          { ...chat, name: 'vectors', endpoint: models[1]?.url, model: 'unused', capability: 'embedding' },
        ],
      }),
    );
    stage = await setStage({
      MODEL_DEPLOYMENTS_FILE: file,
      CHAT_MODEL: 'gpt',
      METRICS_PORT: '0',
      POOL_KEY: 'the-secret-key',
    });
  });
  afterAll(async () => {
    await stage?.stop();
    await Promise.all(models.map((model) => model.stop()));
    await rm(folder, { recursive: true, force: true });
  });

  const list = async () => {
    const reply = await call(`${stage.url}/api/admin/deployments`);
    expect(reply.status).toBe(200);
    expect(reply.body).not.toMatch(/the-secret-key|127\.0\.0\.1/);
    return deploymentsSchema.parse(reply.json()).items;
  };
  const ask = () => call(`${stage.url}/completion`);

  it('is how each stands and how its calls ended', async () => {
    expect((await list()).map(({ name, condition }) => [name, condition])).toEqual([
      ['north', 'healthy'],
      ['south', 'healthy'],
      ['vectors', 'healthy'],
    ]);

    const [north] = models;
    if (north) north.handle = failing(429, { 'retry-after': '30' });
    const reply = await ask();

    expect([reply.status, reply.headers['x-served-by-instance']]).toEqual([200, 'south']);
    const none = { calls: 0, answered: 0, throttled: 0, faults: 0, refused: 0, left: 0 };
    const [first, second, third] = await list();
    expect(first).toMatchObject({ condition: 'throttled', inFlight: 0, counters: { ...none, calls: 1, throttled: 1 } });
    // 30 s, lengthened by up to a tenth.
    expect(first?.retryAfterSeconds).toBeGreaterThan(25);
    expect(first?.retryAfterSeconds).toBeLessThanOrEqual(33);
    expect(second).toEqual({
      name: 'south',
      model: 'gpt',
      capability: 'chat',
      priority: 2,
      weight: 3,
      condition: 'healthy',
      retryAfterSeconds: null,
      inFlight: 0,
      counters: { ...none, calls: 1, answered: 1 },
    });
    expect(third?.counters).toEqual(none);
  });

  it('is in the metrics too', async () => {
    const text = await stage.metrics();
    expect(text).toMatch(
      /groundwork_model_attempts_total\{deployment="north",outcome="throttled",service="gateway"\} 1/,
    );
    expect(text).toMatch(/groundwork_model_deployment_condition\{deployment="north",service="gateway"\} 2/);
    expect(text).toMatch(/groundwork_model_deployment_condition\{deployment="south",service="gateway"\} 0/);
    expect(text).toMatch(/groundwork_model_calls_in_flight\{deployment="south",service="gateway"\} 0/);
    expect(text).toMatch(/groundwork_model_answer_start_seconds_count\{(?=[^}]*deployment="south")[^}]*\} 1/);
  });

  it('changes as deployments fail: five faults in a row open one', async () => {
    const [, south] = models;
    if (south) south.handle = failing(500);
    for (let i = 0; i < 5; i++) expect((await ask()).status).toBe(503);
    if (south) south.handle = twoWords;
    const [, second] = await list();
    expect(second).toMatchObject({ condition: 'open', counters: { faults: 5 } });
    expect(second?.retryAfterSeconds).toBeGreaterThan(25);
  });
});
