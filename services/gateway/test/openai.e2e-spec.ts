import { call } from './support/call.js';
import { expectOpenAiError } from './support/expect-openai-error.js';
import { openAiCalls } from './support/openai-calls.js';
import { setTwoModels, type TwoModels } from './support/two-models.js';

describe('what programs made for OpenAI call', () => {
  let models: TwoModels;
  const { post, chat, metric } = openAiCalls(() => models.stage);
  // Each time anew: what one fault leaves behind is a deployment that rests.
  beforeEach(async () => {
    models = await setTwoModels();
  });
  afterEach(() => models.stop());

  it('reaches the deployment as the client wrote it but for the model, and the answer comes back byte for byte', async () => {
    const answer =
      '{ "id":"c1", "n": 1.50, "choices":[{"logprobs":null}],  "unknown": {"α": "\\u00e9"}, "usage": {"prompt_tokens": 5, "completion_tokens": 2} }';
    models.a.json(answer);
    const body =
      '{"tools": [{"x":1e3}], "model" : "gpt", "n": 1.0, "nobody knows": [null], "messages":[{"role":"user","content":"Hi"}]}';

    const reply = await post('chat/completions', body, {
      authorization: 'Bearer of-the-client',
      cookie: 'a=b',
      'api-key': 'x',
    });

    expect([reply.status, reply.body]).toEqual([200, answer]);
    const [got] = models.a.got;
    expect(got?.url).toBe('/v1/chat/completions');
    expect(got?.body.toString()).toBe(body.replace('"gpt"', '"north-gpt"'));
    expect(got?.headers['authorization']).toBe('Bearer secret-a');
    expect(got?.headers).not.toHaveProperty('cookie');
    expect(got?.headers).not.toHaveProperty('api-key');
    expect(reply.headers['x-served-by-instance']).toBe('a-gpt');
    expect(await metric(/tokens_total.*(?=.*chat\/completions)(?=.*input)/)).toMatch(/ 5$/);
  });

  it('passes embeddings through, whatever their encoding', async () => {
    const answer =
      '{"object":"list","data":[{"embedding":"AACAPwAAAEA=","index":0}],"usage":{"prompt_tokens":4,"total_tokens":4}}';
    models.a.json(answer);
    const reply = await post('embeddings', { model: 'unused', input: 'x', encoding_format: 'base64' });
    expect([reply.status, reply.body]).toEqual([200, answer]);
    expect(await metric(/tokens_total.*(?=.*embeddings)(?=.*input)/)).toMatch(/ 4$/);
  });

  it('lists the documents and each model of the pool once', async () => {
    const list = (await call(`${models.stage.url}/v1/models`)).json() as {
      object: string;
      data: { id: string; object: string }[];
    };
    expect([list.object, list.data.map(({ id }) => id)]).toEqual([
      'list',
      ['groundwork', 'gpt', 'unused', 'whisper', 'voice', 'live'],
    ]);
    expect((await call(`${models.stage.url}/v1/models/gpt`)).json()).toMatchObject({ id: 'gpt', object: 'model' });
    expectOpenAiError(
      await call(`${models.stage.url}/v1/models/none`),
      404,
      'model_not_found',
      'invalid_request_error',
    );
  });

  it('takes prompts of up to 10 MiB', async () => {
    models.a.json('{}');
    const messages = (chars: number): object => ({ messages: [{ role: 'user', content: 'x'.repeat(chars) }] });
    expect((await chat(messages(10 * 1024 ** 2 - 200))).status).toBe(200);
    expectOpenAiError(await chat(messages(10 * 1024 ** 2)), 413, 'body_too_large', 'invalid_request_error');
  });
});
