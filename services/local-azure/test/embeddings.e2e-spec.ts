import OpenAI from 'openai';
import { API_KEY, startEmulators, type Emulators } from './emulators.js';

let azure: Emulators;
let client: OpenAI;

beforeAll(async () => {
  azure = await startEmulators();
  client = new OpenAI({ baseURL: `${azure.url}/openai/v1/`, apiKey: API_KEY, maxRetries: 0 });
});
afterAll(() => azure.close());

const model = 'local-hashed';
const post = (body: unknown): Promise<Response> =>
  fetch(`${azure.url}/openai/v1/embeddings`, {
    method: 'POST',
    headers: { 'api-key': API_KEY, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
interface Reply {
  readonly data: readonly { readonly index: number; readonly embedding: unknown }[];
}

describe('POST /openai/v1/embeddings', () => {
  it('embeds a batch in order, 3,072 numbers each, and counts tokens', async () => {
    const { data, usage, model: served } = await client.embeddings.create({ model, input: ['hello world', 'hello'] });

    expect(served).toBe('local-hashed');
    expect(data.map(({ index, embedding }) => [index, embedding.length])).toEqual([
      [0, 3_072],
      [1, 3_072],
    ]);
    expect(usage).toEqual({ prompt_tokens: 3, total_tokens: 3 }); // 2 + 1
    expect(Math.hypot(...(data[0]?.embedding ?? []))).toBeCloseTo(1, 4);
  });

  it('gives the same numbers as floats and as base64', async () => {
    const [floats, base64] = await Promise.all(
      ['float', 'base64'].map(async (encoding_format) => {
        const reply = (await (await post({ model, input: 'tea', dimensions: 16, encoding_format })).json()) as Reply;
        return reply.data[0]?.embedding;
      }),
    );

    expect(typeof base64).toBe('string');
    const bytes = Buffer.from(String(base64), 'base64');
    expect(bytes).toHaveLength(16 * 4);
    expect(Array.from({ length: 16 }, (_, at) => bytes.readFloatLE(at * 4))).toEqual(floats);
  });

  it('is what the SDK decodes, and gives fewer dimensions when asked', async () => {
    const [whole, again] = await Promise.all(
      [1, 2].map(() => client.embeddings.create({ model, input: 'tea', dimensions: 256 })),
    );

    expect(whole?.data[0]?.embedding).toHaveLength(256);
    expect(whole?.data[0]?.embedding).toEqual(again?.data[0]?.embedding);
  });

  it('takes tokens for text', async () => {
    const text = await client.embeddings.create({ model, input: 'hello world', dimensions: 64 });
    const one = await client.embeddings.create({ model, input: [15339, 1917], dimensions: 64 }); // cl100k_base
    const many = await client.embeddings.create({ model, input: [[15339, 1917], [15339]], dimensions: 64 });

    expect(one.data).toEqual(text.data);
    expect(many.data[0]?.embedding).toEqual(text.data[0]?.embedding);
    expect(many.data).toHaveLength(2);
  });

  it.each([
    ['no input', { model }, 'missing_required_parameter'],
    ['an empty text', { model, input: '' }, 'invalid_value'],
    ['an empty list', { model, input: [] }, 'invalid_value'],
    ['an empty text among others', { model, input: ['a', ''] }, 'invalid_value'],
    ['too many dimensions', { model, input: 'a', dimensions: 3_073 }, 'invalid_value'],
    ['another encoding', { model, input: 'a', encoding_format: 'hex' }, 'invalid_value'],
    ['too long a text', { model, input: 'tea '.repeat(8_200) }, 'context_length_exceeded'],
  ])('refuses %s', async (_, body, code) => {
    const reply = await post(body);

    expect(reply.status).toBe(400);
    expect(await reply.json()).toMatchObject({ error: { type: 'invalid_request_error', code } });
  });

  it('takes 2,048 texts at once and not one more', async () => {
    const [most, more] = await Promise.all(
      [2_048, 2_049].map((count) => post({ model, dimensions: 8, input: Array(count).fill('a') })),
    );

    expect([most?.status, more?.status]).toEqual([200, 400]);
  });

  it('refuses a chat deployment', async () => {
    const reply = await post({ model: 'local-extractive', input: 'a' });

    expect(reply.status).toBe(404);
    expect(await reply.json()).toMatchObject({ error: { code: 'DeploymentNotFound' } });
  });
});

describe('GET /openai/v1/models', () => {
  it('lists what is deployed, under names that say what it is', async () => {
    const ids: string[] = [];
    for await (const { id } of client.models.list()) ids.push(id);

    expect(ids).toEqual([
      'local-extractive',
      'local-reasoning',
      'local-hashed',
      'local-hearing',
      'local-tones',
      'local-echo',
    ]);
    expect(await client.models.retrieve('local-hashed')).toMatchObject({ id: 'local-hashed', object: 'model' });
  });
});
