import { expectOpenAiError } from './support/expect-openai-error.js';
import { openAiCalls } from './support/openai-calls.js';
import { setTwoModels, type TwoModels } from './support/two-models.js';

describe('which deployment a program made for OpenAI gets its answer from', () => {
  let models: TwoModels;
  const { post, chat } = openAiCalls(() => models.stage);
  // Each time anew: what one fault leaves behind is a deployment that rests.
  beforeEach(async () => {
    models = await setTwoModels();
  });
  afterEach(() => models.stop());

  it('fails over before the answer, with the path and the key of the other deployment', async () => {
    models.a.json('{"error":{"message":"slow down","code":"429"}}', 429, { 'retry-after': '20' });
    models.b.json('{"id":"c2","choices":[]}');

    const reply = await chat();

    expect([reply.status, reply.headers['x-served-by-instance']]).toEqual([200, 'b-gpt']);
    expect(models.b.got[0]?.url).toBe('/openai/deployments/south-gpt/chat/completions?api-version=2024-10-21');
    expect(models.b.got[0]?.headers['api-key']).toBe('secret-b');
    await chat();
    expect([models.a.got.length, models.b.got.length]).toEqual([1, 2]);
  });

  it('is told to wait as short as need be once all are throttled', async () => {
    models.a.json('{}', 429, { 'retry-after': '40' });
    models.b.json('{}', 429, { 'retry-after-ms': '7000' });

    const reply = await chat();

    expectOpenAiError(reply, 429, 'model_throttled', 'rate_limit_error');
    // 7 s, lengthened by up to a tenth.
    expect(Number(reply.headers['retry-after-ms'])).toBeGreaterThan(5_000);
    expect(Number(reply.headers['retry-after-ms'])).toBeLessThanOrEqual(7_700);
    expect(reply.headers['retry-after']).toMatch(/^[678]$/);
    expect(reply.headers['x-error-backend-instance']).toBe('b-gpt');
  });

  it('keeps a client on its deployment by a signed cookie while it is free, and believes no other', async () => {
    models.a.json('{}', 429, { 'retry-after-ms': '300' });
    models.b.json('{"choices":[]}');
    const first = await chat();
    const cookie = String(first.headers['set-cookie']);
    expect(cookie).toMatch(
      /^groundwork_affinity=[\w-]+\.[\w-]+; Path=\/v1; Max-Age=86400; HttpOnly; Secure; SameSite=Lax$/,
    );
    expect(cookie).not.toMatch(/127\.0\.0\.1/);

    // A cookie never overrides priority: `a` is first again as soon as it is free.
    models.a.json('{"choices":[]}');
    let served = first;
    while (served.headers['x-served-by-instance'] !== 'a-gpt')
      served = await chat({}, { cookie: cookie.split(';')[0] ?? '' });
    const repinned = String(served.headers['set-cookie']).split(';')[0] ?? '';
    expect(repinned).toMatch(/^groundwork_affinity=/);

    const kept = await chat({}, { cookie: repinned });
    expect([kept.headers['x-served-by-instance'], kept.headers['set-cookie']]).toEqual(['a-gpt', undefined]);

    const forged = await chat({}, { cookie: repinned.replace(/\.(.)/, (_, c) => `.${c === 'A' ? 'B' : 'A'}`) });
    expect(forged.status).toBe(200);
    expect(forged.headers['set-cookie']).toBeDefined();
  });

  it('sends a response that goes on from another to the deployment where that one lives', async () => {
    models.a.json('{}', 429, { 'retry-after-ms': '400' });
    models.b.json('{"id":"resp_42","object":"response"}');
    await post('responses', { model: 'gpt', input: 'Hi' });
    models.a.json('{"id":"resp_43"}');
    while ((await chat()).headers['x-served-by-instance'] !== 'a-gpt'); // until `a` may be asked again
    const next = await post('responses', { model: 'gpt', input: 'And?', previous_response_id: 'resp_42' });
    expect(next.headers['x-served-by-instance']).toBe('b-gpt');
    expect(models.b.got.map(({ url }) => url).filter((url) => url.includes('responses'))).toEqual(
      Array(2).fill('/openai/responses?api-version=2024-10-21'),
    );
    expect((await post('responses', { model: 'gpt', input: 'Hi' })).headers['x-served-by-instance']).toBe('a-gpt');
  });
});
