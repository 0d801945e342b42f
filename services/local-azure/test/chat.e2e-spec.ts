import OpenAI from 'openai';
import { API_KEY, LUNCH, SOURCES_PROMPT, startEmulators, type Emulators } from './emulators.js';

let azure: Emulators;
let client: OpenAI;

beforeAll(async () => {
  azure = await startEmulators();
  client = new OpenAI({ baseURL: `${azure.url}/openai/v1/`, apiKey: API_KEY, maxRetries: 0 });
});
afterAll(() => azure.close());
beforeEach(() => {
  azure.faults.remove();
  azure.faults.ledger.clear();
});

const ask = { model: 'local-extractive', messages: [...SOURCES_PROMPT] };
const failureOf = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('POST /openai/v1/chat/completions', () => {
  it('answers from the sources, says who it is and what it cost', async () => {
    const answer = await client.chat.completions.create(ask);

    expect(answer.model).toBe('local-extractive');
    expect(answer.choices[0]).toMatchObject({ finish_reason: 'stop', message: { role: 'assistant', content: LUNCH } });
    expect(answer.usage?.completion_tokens).toBeGreaterThan(5);
    expect(answer.usage?.total_tokens).toBe(
      (answer.usage?.prompt_tokens ?? 0) + (answer.usage?.completion_tokens ?? 0),
    );
  });

  it('says the refusal sentence of the prompt where the sources do not answer', async () => {
    const messages = [
      SOURCES_PROMPT[0],
      { role: 'user', content: '<source id="1" title="A">Tea is hot.</source>\nQuestion: Who won the 1974 world cup?' },
    ] as const;

    const answer = await client.chat.completions.create({ ...ask, messages: [...messages] });

    expect(answer.choices[0]?.message.content).toBe('Not in the documents.');
  });

  it('streams word by word, and the pieces are the answer', async () => {
    const deltas: string[] = [];
    let usage: unknown;
    const stream = await client.chat.completions.create({
      ...ask,
      stream: true,
      stream_options: { include_usage: true },
    });
    for await (const chunk of stream) {
      deltas.push(chunk.choices[0]?.delta.content ?? '');
      usage = chunk.usage ?? usage;
    }

    expect(deltas.join('')).toBe(LUNCH);
    expect(deltas.filter(Boolean)).toHaveLength(8); // Lunch is served from 11:30 to 14:00. [1]
    expect(usage).toMatchObject({ total_tokens: expect.any(Number) as number });
  });

  it('frames a stream as Azure does: filter, role, text, end, usage, [DONE]', async () => {
    const reply = await post('chat/completions', { ...ask, stream: true, stream_options: { include_usage: true } });
    const frames = (await reply.text())
      .trim()
      .split('\n\n')
      .map((frame) => frame.replace(/^data: /, ''));
    const chunks = frames.slice(0, -1).map((frame) => JSON.parse(frame) as Chunk);

    expect(reply.headers.get('content-type')).toMatch(/^text\/event-stream/);
    expect(frames.at(-1)).toBe('[DONE]');
    expect(chunks[0]).toMatchObject({ id: '', choices: [], prompt_filter_results: [{ prompt_index: 0 }] });
    expect(chunks[1]?.choices[0]).toMatchObject({ delta: { role: 'assistant', content: '' }, finish_reason: null });
    expect(chunks.at(-2)?.choices[0]).toMatchObject({ delta: {}, finish_reason: 'stop' });
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { prompt_tokens: expect.any(Number) as number } });
    expect(new Set(chunks.slice(1).map(({ id }) => id)).size).toBe(1);
  });

  it('gives no usage chunk unless asked', async () => {
    const text = await (await post('chat/completions', { ...ask, stream: true })).text();

    expect(text).not.toContain('"usage"');
  });

  it('keeps to a limit of tokens and says so', async () => {
    const answer = await client.chat.completions.create({ ...ask, max_completion_tokens: 3 }); // cl100k_base: "L", "unch", " is"

    expect(answer.choices[0]).toMatchObject({ finish_reason: 'length', message: { content: 'Lunch is' } });
  });

  it('rewrites a follow-up where the schema asks for a query', async () => {
    const answer = await client.chat.completions.create({
      model: 'local-extractive',
      messages: [
        { role: 'user', content: 'What does the Standard plan pay for glasses?' },
        { role: 'assistant', content: '100 dollars.' },
        { role: 'user', content: 'and for dental?' },
      ],
      response_format: {
        type: 'json_schema',
        json_schema: {
          name: 'standalone',
          schema: { type: 'object', properties: { query: { type: 'string' } }, required: ['query'] },
        },
      },
    });

    expect(JSON.parse(answer.choices[0]?.message.content ?? '')).toEqual({
      query: 'and for dental? Standard plan pay glasses',
    });
  });

  it('serves the same at /v1 and takes the key as api-key', async () => {
    const reply = await fetch(`${azure.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'api-key': API_KEY, 'content-type': 'application/json' },
      body: JSON.stringify(ask),
    });

    expect(reply.status).toBe(200);
    expect(reply.headers.get('apim-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(Number(reply.headers.get('x-ratelimit-remaining-requests'))).toBeLessThan(100_000);
  });

  it.each([
    ['no model', { messages: ask.messages }, 400, 'missing_required_parameter', 'model'],
    ['no messages', { model: ask.model, messages: [] }, 400, 'invalid_value', 'messages'],
    [
      'a role nobody has',
      { model: ask.model, messages: [{ role: 'poet', content: 'x' }] },
      400,
      'invalid_value',
      'messages[0].role',
    ],
    ['a temperature out of range', { ...ask, temperature: 3 }, 400, 'invalid_value', 'temperature'],
    ['several answers', { ...ask, n: 2 }, 400, 'invalid_value', 'n'],
    ['an unknown deployment', { ...ask, model: 'gpt-4o' }, 404, 'DeploymentNotFound', null],
    ['an embedding deployment', { ...ask, model: 'local-hashed' }, 404, 'DeploymentNotFound', null],
  ])('refuses %s', async (_, body, status, code, param) => {
    const reply = await post('chat/completions', body);

    expect(reply.status).toBe(status);
    expect(await reply.json()).toMatchObject({ error: { code, param, message: expect.any(String) as string } });
  });

  it('refuses what is not JSON, and a path that is not there, in its own error object', async () => {
    const broken = await post('chat/completions', '{"model":');
    const lost = await post('completions', {});

    expect([broken.status, lost.status]).toEqual([400, 404]);
    expect(await broken.json()).toMatchObject({ error: { type: 'invalid_request_error' } });
    expect(await lost.json()).toEqual({ error: { code: '404', message: 'Resource not found' } });
  });

  it('refuses a prompt longer than its context', async () => {
    const reply = await post('chat/completions', {
      model: ask.model,
      messages: [{ role: 'user', content: 'tea '.repeat(130_000) }],
    });

    expect(reply.status).toBe(400);
    expect(await reply.json()).toMatchObject({ error: { code: 'context_length_exceeded' } });
  });

  it('refuses a wrong key', async () => {
    const stranger = new OpenAI({ baseURL: `${azure.url}/openai/v1/`, apiKey: 'wrong', maxRetries: 0 });

    expect(await failureOf(stranger.chat.completions.create(ask))).toMatchObject({ status: 401, code: '401' });
    expect(azure.faults.ledger.list()).toEqual([]);
  });
});

describe('local-reasoning', () => {
  const reasoning = { ...ask, model: 'local-reasoning' };

  it.each([
    [
      'temperature',
      { temperature: 0.2 },
      'unsupported_value',
      "Unsupported value: 'temperature' does not support 0.2 with this model. Only the default (1) value is supported.",
    ],
    [
      'max_tokens',
      { max_tokens: 10 },
      'unsupported_parameter',
      "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
    ],
    [
      'logprobs',
      { logprobs: true },
      'unsupported_parameter',
      "Unsupported parameter: 'logprobs' is not supported with this model.",
    ],
  ])('refuses %s as reasoning models do', async (param, more, code, message) => {
    const error = await failureOf(client.chat.completions.create({ ...reasoning, ...more }));

    expect(error).toMatchObject({ status: 400, code, param, type: 'invalid_request_error', error: { message } });
  });

  it('answers without them', async () => {
    const answer = await client.chat.completions.create({ ...reasoning, temperature: 1, max_completion_tokens: 100 });

    expect(answer.choices[0]?.message.content).toBe(LUNCH);
  });
});

interface Chunk {
  readonly id: string;
  readonly choices: readonly object[];
}

function post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${azure.url}/openai/v1/${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${API_KEY}`, 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}
