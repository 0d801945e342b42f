import { call } from './support/call.js';
import { failing, startFakeModel, type FakeModel } from './support/fake-model.js';
import { expectProblem } from './support/expect-problem.js';
import { setStage, type Stage } from './support/stage.js';

describe('health', () => {
  let model: FakeModel;
  let stage: Stage;
  beforeEach(async () => {
    model = await startFakeModel();
    stage = await setStage({ MODEL_BASE_URL: model.url });
  });
  afterEach(async () => {
    await stage.stop();
    await model.stop();
  });

  it('GET /health says that the model can be reached, and asks it once for many callers', async () => {
    model.handle = (_, outgoing) => outgoing.writeHead(200, { 'content-type': 'application/json' }).end('{"data":[]}');

    const replies = await Promise.all([1, 2, 3].map(() => call(`${stage.url}/health`)));

    for (const reply of replies) {
      expect([reply.status, reply.json()]).toEqual([200, { status: 'ok', azure_openai: 'connected' }]);
    }
    expect(model.listed).toBe(1);
  });

  it.each([
    [401, 401, 'unauthorized'],
    [403, 401, 'unauthorized'],
    [429, 429, 'rate_limited'],
    [500, 503, 'unavailable'],
    [503, 503, 'unavailable'],
  ])('GET /health turns a %d of the model into %d, without inner detail', async (theirs, ours, error) => {
    model.handle = failing(theirs);

    const reply = await call(`${stage.url}/health`);

    expect(reply.status).toBe(ours);
    expect(reply.json()).toMatchObject({ status: 'error', error });
    expect(reply.body).not.toMatch(/east-7|inner/);
  });

  it('GET /health answers 503 when nobody is there', async () => {
    await model.stop();
    expect((await call(`${stage.url}/health`)).status).toBe(503);
    model = await startFakeModel();
  });

  it('is ready when both services are, whatever the model says', async () => {
    model.handle = failing(503);
    const reply = await call(`${stage.url}/health/ready`);
    expect([reply.status, reply.json()]).toEqual([200, { status: 'ok' }]);
  });

  it('is not ready until both services have been ready once', async () => {
    stage.chat.isReady = false;
    expectProblem(await call(`${stage.url}/health/ready`), 503, 'not_ready');
  });

  it('lives whatever the services and the model say', async () => {
    stage.chat.isReady = false;
    model.handle = failing(500);
    const reply = await call(`${stage.url}/health/live`);
    expect([reply.status, reply.json()]).toEqual([200, { status: 'ok' }]);
  });
});
