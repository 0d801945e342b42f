import OpenAI from 'openai';
import { API_KEY, LUNCH, SOURCES_PROMPT, startEmulators, type Emulators } from './emulators.js';

let azure: Emulators;
let client: OpenAI;

beforeAll(async () => {
  azure = await startEmulators();
  client = new OpenAI({ baseURL: `${azure.url}/openai/v1/`, apiKey: API_KEY, maxRetries: 0 });
});
afterAll(() => azure.close());

const ask = { model: 'local-extractive', instructions: SOURCES_PROMPT[0].content, input: SOURCES_PROMPT[1].content };

describe('POST /openai/v1/responses', () => {
  it('answers from the sources', async () => {
    const response = await client.responses.create(ask);

    expect(response).toMatchObject({ object: 'response', status: 'completed', model: 'local-extractive', error: null });
    expect(response.output_text).toBe(LUNCH);
    expect(response.usage?.total_tokens).toBe(
      (response.usage?.input_tokens ?? 0) + (response.usage?.output_tokens ?? 0),
    );
  });

  it('takes a conversation in parts', async () => {
    const response = await client.responses.create({
      model: 'local-extractive',
      input: [
        { role: 'developer', content: SOURCES_PROMPT[0].content },
        { role: 'user', content: [{ type: 'input_text', text: SOURCES_PROMPT[1].content }] },
      ],
    });

    expect(response.output_text).toBe(LUNCH);
  });

  it('streams numbered events that end with the whole response', async () => {
    const events: { type: string; sequence_number: number }[] = [];
    let text = '';
    for await (const event of await client.responses.create({ ...ask, stream: true })) {
      events.push(event);
      if (event.type === 'response.output_text.delta') text += event.delta;
    }

    expect(text).toBe(LUNCH);
    expect(events.map(({ sequence_number }) => sequence_number)).toEqual(events.map((_, index) => index));
    expect(events.slice(0, 4).map(({ type }) => type)).toEqual([
      'response.created',
      'response.in_progress',
      'response.output_item.added',
      'response.content_part.added',
    ]);
    expect(events.at(-1)).toMatchObject({ type: 'response.completed', response: { status: 'completed' } });
  });

  it('says that it is incomplete when its tokens run out', async () => {
    const long = {
      ...ask,
      input: ask.input.replace('14:00.', `14:00 in ${'the big hall and '.repeat(10)}outside.`),
      max_output_tokens: 16,
    };

    const response = await client.responses.create(long);

    expect(response).toMatchObject({ status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } });
  });

  it('gives JSON where a schema asks for it', async () => {
    const response = await client.responses.create({
      model: 'local-extractive',
      input: 'What is PerksPlus?',
      text: {
        format: {
          type: 'json_schema',
          name: 'q',
          schema: { type: 'object', properties: { query: { type: 'string' } }, required: ['query'] },
        },
      },
    });

    expect(JSON.parse(response.output_text)).toEqual({ query: 'What is PerksPlus?' });
  });

  it('ends a filtered stream as incomplete, and a failed one with an error event', async () => {
    const types = async (fault: string): Promise<string[]> => {
      const reply = await fetch(`${azure.url}/openai/v1/responses`, {
        method: 'POST',
        headers: { 'api-key': API_KEY, 'content-type': 'application/json', 'x-groundwork-fault': fault },
        body: JSON.stringify({ ...ask, stream: true }),
      });
      return Array.from((await reply.text()).matchAll(/^event: (.+)$/gm), ([, type]) => type ?? '');
    };

    expect((await types('content_filter=1')).at(-1)).toBe('response.incomplete');
    expect((await types('stream_error=1')).slice(-2)).toEqual(['response.output_text.delta', 'error']);
  });

  it.each([
    ['no input', { input: undefined }, 'input'],
    ['an earlier response', { previous_response_id: 'resp_1' }, 'previous_response_id'],
    ['too few tokens to say anything', { max_output_tokens: 1 }, 'max_output_tokens'],
    ['a temperature a reasoning model has not', { model: 'local-reasoning', temperature: 0 }, 'temperature'],
  ])('refuses %s', async (_, more, param) => {
    const reply = await fetch(`${azure.url}/openai/v1/responses`, {
      method: 'POST',
      headers: { 'api-key': API_KEY, 'content-type': 'application/json' },
      body: JSON.stringify({ ...ask, ...more }),
    });

    expect(reply.status).toBe(400);
    expect(await reply.json()).toMatchObject({ error: { param } });
  });
});
