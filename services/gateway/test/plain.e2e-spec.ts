import { begin, call, type Reply } from './support/call.js';
import { expectProblem } from './support/expect-problem.js';
import { failing, startFakeModel, twoWords, type FakeModel } from './support/fake-model.js';
import { setStage, type Stage } from './support/stage.js';

describe('the plain endpoints', () => {
  let model: FakeModel;
  let stage: Stage;
  beforeAll(async () => {
    model = await startFakeModel();
    stage = await setStage({ MODEL_BASE_URL: model.url });
  });
  afterAll(async () => {
    await stage.stop();
    await model.stop();
  });
  beforeEach(() => {
    model.asked.length = 0;
    model.handle = twoWords;
  });

  const chat = (body: string, type = 'application/json'): Promise<Reply> =>
    call(`${stage.url}/chat`, { method: 'POST', body, headers: { 'content-type': type } });
  const messages = [
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: 'Hi?' },
  ];
  const usage = { inputTokens: 7, outputTokens: 2, totalTokens: 9 };

  it('POST /chat asks the chat deployment and answers with its message', async () => {
    const reply = await chat(JSON.stringify({ messages, temperature: 1 }));

    expect(reply.status).toBe(200);
    expect(reply.json()).toEqual({
      message: { role: 'assistant', content: 'Hello there' },
      model: 'model-one-2026',
      usage,
    });
    expect(reply.headers['x-served-by-instance']).toBe('model-one');
    expect(model.asked).toEqual([expect.objectContaining({ model: 'model-one', messages })]);
  });

  it.each([
    ['?query=Who%20is%20it%3F', 'Who is it?'],
    ['', 'how are you?'],
  ])('GET /completion%s asks "%s"', async (query, question) => {
    const reply = await call(`${stage.url}/completion${query}`);

    expect(reply.json()).toEqual({ completion: 'Hello there', model: 'model-one-2026', usage });
    expect(model.asked).toEqual([expect.objectContaining({ messages: [{ role: 'user', content: question }] })]);
  });

  it.each([
    ['no JSON', '{"messages": [', 400, 'malformed_json', /not valid JSON/],
    ['nothing', '', 400, 'malformed_json', /not valid JSON/],
    ['no messages', '{"messages": []}', 400, 'invalid_input', /^messages: /],
    [
      'a role unknown',
      '{"messages": [{"role": "robot", "content": "my secret"}]}',
      400,
      'invalid_input',
      /^messages\.0\.role: /,
    ],
  ])('refuses %s', async (_, body, status, code, sentence) => {
    const reply = await chat(body);
    expectProblem(reply, status, code, sentence);
    expect(reply.body).not.toContain('secret');
    expect(model.asked).toEqual([]);
  });

  it('refuses what is not JSON by its type', async () => {
    expectProblem(
      await chat('a=b', 'application/x-www-form-urlencoded'),
      415,
      'unsupported_media_type',
      /application\/json/,
    );
  });

  it('refuses more than 2 MiB', async () => {
    expectProblem(await chat(`"${'x'.repeat(2 * 1024 * 1024)}"`), 413, 'body_too_large', /2 MiB/);
  });

  it('refuses a question longer than a URL carries', async () => {
    expectProblem(await call(`${stage.url}/completion?query=${'x'.repeat(8_001)}`), 400, 'invalid_input', /^query: /);
  });

  it('closes the call to the model when the client leaves', async () => {
    const { promise: taken, resolve: take } = Promise.withResolvers<void>();
    const { promise: closed, resolve: close } = Promise.withResolvers<boolean>();
    model.handle = (_, outgoing) => {
      outgoing.once('close', () => close(outgoing.writableFinished));
      take();
    };
    const asking = begin(`${stage.url}/completion`).end();
    await taken;
    asking.destroy();
    await expect(closed).resolves.toBe(false);
  });
});

describe('a model in trouble', () => {
  let model: FakeModel;
  let stage: Stage;
  // Each time anew: what one trouble leaves behind is a deployment that rests.
  beforeEach(async () => {
    model = await startFakeModel();
    stage = await setStage({ MODEL_BASE_URL: model.url });
  });
  afterEach(async () => {
    await stage.stop();
    await model.stop();
  });

  it.each([
    ['over its quota', failing(429, { 'retry-after-ms': '1500' }), 429, 'model_throttled', /^[12]$/],
    ['broken', failing(500), 503, 'model_unavailable', /^none$/],
    ['refusing our key', failing(401), 503, 'model_credentials_refused', /^(60|5\d)$/],
    ['filtering the question', failing(400, {}, 'content_filter'), 400, 'content_filtered', /^none$/],
  ])('says so when the model is %s, without its inner detail', async (_, fault, status, code, retryAfter) => {
    model.handle = fault;

    const reply = await call(`${stage.url}/chat`, {
      method: 'POST',
      body: JSON.stringify({ messages: [{ role: 'user', content: 'Hi?' }] }),
      headers: { 'content-type': 'application/json' },
    });

    expectProblem(reply, status, code);
    expect(reply.headers['retry-after'] ?? 'none').toMatch(retryAfter);
    expect(reply.headers['x-error-backend-instance']).toBe(code === 'content_filtered' ? undefined : 'model-one');
    expect(reply.body).not.toMatch(/east-7|inner/);
  });
});
