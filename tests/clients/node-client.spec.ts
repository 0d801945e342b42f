import { once } from 'node:events';
import { connect } from 'node:net';
import OpenAI, { toFile } from 'openai';
import { OpenAIRealtimeWS } from 'openai/realtime/ws';
import { FACT, FACT_QUESTION, startProductOfTwo, type ProductOfTwo } from './two-deployments.js';

/** The npm package `openai` against the gateway, as its own documentation writes the calls. */
describe('the openai package of npm', () => {
  let product: ProductOfTwo;
  let client: OpenAI;
  beforeAll(async () => {
    product = await startProductOfTwo();
    client = new OpenAI({ baseURL: product.baseUrl, apiKey: 'nobody-signs-in-here', maxRetries: 0 });
  }, 240_000);
  afterAll(() => product.stop());
  beforeEach(() => product.deployments.forEach((deployment) => deployment.reset()));

  const messages: OpenAI.ChatCompletionMessageParam[] = [{ role: 'user', content: 'Are you there?' }];
  const model = 'local-extractive';
  const calls = (operation: string): number[] =>
    product.deployments.map((deployment) => deployment.counted(operation).calls);

  it('lists models, and shows one', async () => {
    const ids = (await client.models.list()).data.map(({ id }) => id);
    expect(ids).toEqual(
      expect.arrayContaining(['groundwork', model, 'local-hashed', 'local-hearing', 'local-tones', 'local-echo']),
    );
    expect((await client.models.retrieve('groundwork')).id).toBe('groundwork');
  });

  it('asks in turn both deployments, whole and streamed', async () => {
    const whole = await client.chat.completions.create({ model, messages });
    const said = whole.choices[0]?.message.content ?? '';
    expect(said.length).toBeGreaterThan(10);
    expect(whole.usage?.total_tokens).toBeGreaterThan(0);

    let streamed = '';
    let usage: unknown;
    const stream = await client.chat.completions.create({
      model,
      messages,
      stream: true,
      stream_options: { include_usage: true },
    });
    for await (const chunk of stream) {
      streamed += chunk.choices[0]?.delta?.content ?? '';
      usage = chunk.usage ?? usage;
    }
    expect([streamed, usage]).toEqual([said, whole.usage]);
    expect(calls('chat')).toEqual([1, 1]);
  });

  it('sees no failure while one of the two deployments is throttled', async () => {
    product.deployments[0]?.order({ kind: 'status', status: 429, retryAfterSeconds: 60 });
    for (let i = 0; i < 20; i++) await client.chat.completions.create({ model, messages });
    expect(calls('chat')[1]).toBe(20);
    expect(calls('chat')[0]).toBeLessThanOrEqual(1);
  });

  const tools: OpenAI.ChatCompletionTool[] = [
    {
      type: 'function',
      function: {
        name: 'search',
        parameters: { type: 'object', properties: { query: { type: 'string' } }, required: ['query'] },
      },
    },
  ];
  it('is told which tool to call, whole and streamed', async () => {
    const asked = {
      model,
      messages: [{ role: 'user' as const, content: 'Where is the key?' }],
      tools,
      tool_choice: 'required' as const,
    };
    const { choices } = await client.chat.completions.create(asked);
    const [called] = choices[0]?.message.tool_calls ?? [];
    expect([choices[0]?.finish_reason, called?.type === 'function' && called.function.name]).toEqual([
      'tool_calls',
      'search',
    ]);
    const args = called?.type === 'function' ? called.function.arguments : '';
    expect(JSON.parse(args)).toEqual({ query: expect.any(String) as string });

    const streamed = await client.chat.completions.stream(asked).finalChatCompletion();
    const [again] = streamed.choices[0]?.message.tool_calls ?? [];
    expect(again?.type === 'function' && [again.function.name, again.function.arguments]).toEqual(['search', args]);
  });

  it('gets JSON of a schema', async () => {
    const schema = {
      type: 'object',
      properties: { query: { type: 'string' } },
      required: ['query'],
      additionalProperties: false,
    };
    const { choices } = await client.chat.completions.create({
      model,
      messages,
      response_format: { type: 'json_schema', json_schema: { name: 'q', strict: true, schema } },
    });
    expect(JSON.parse(choices[0]?.message.content ?? '')).toEqual({ query: expect.any(String) as string });
  });

  it('gets vectors, which it decodes from base64', async () => {
    const { data, usage } = await client.embeddings.create({
      model: 'local-hashed',
      input: ['one', 'two'],
      dimensions: 16,
    });
    expect(data.map(({ embedding }) => embedding.length)).toEqual([16, 16]);
    const length = Math.hypot(...(data[0]?.embedding ?? []));
    expect(length).toBeCloseTo(1, 5);
    expect(usage.total_tokens).toBe(2);
  });

  it('asks with the Responses API, whole and streamed', async () => {
    const response = await client.responses.create({ model, input: 'Are you there?' });
    expect(response.output_text.length).toBeGreaterThan(10);
    let text = '';
    for await (const event of await client.responses.create({ model, input: 'Are you there?', stream: true }))
      if (event.type === 'response.output_text.delta') text += event.delta;
    expect(text).toBe(response.output_text);
  });

  it('speaks a text, and hears it again', async () => {
    const spoken = await client.audio.speech.create({
      model: 'local-tones',
      voice: 'alloy',
      input: FACT,
      response_format: 'wav',
    });
    const file = await toFile(Buffer.from(await spoken.arrayBuffer()), 'said.wav');
    for (let i = 0; i < 2; i++) {
      const heard = await client.audio.transcriptions.create({ file, model: 'local-hearing' });
      expect(heard.text).toBe(FACT);
    }
    expect(calls('transcription')).toEqual([1, 1]);
    let streamed = '';
    for await (const event of await client.audio.transcriptions.create({ file, model: 'local-hearing', stream: true }))
      if (event.type === 'transcript.text.delta') streamed += event.delta;
    expect(streamed).toBe(FACT);
  });

  it('talks with a realtime model', async () => {
    // This client knows TLS alone, which ends in front of the gateway; here nothing stands there.
    const { hostname: host, port } = new URL(product.baseUrl);
    const options = { createConnection: () => connect(Number(port), host) };
    const socket = new OpenAIRealtimeWS({ model: 'local-echo', options }, client);
    let text = '';
    const done = new Promise<void>((resolve, reject) => {
      socket.on('error', reject);
      // The two deployments speak the two dialects of the API.
      socket.on('event', (event: { type: string; delta?: string }) => {
        if (/^response\.(output_)?text\.delta$/.test(event.type)) text += event.delta ?? '';
      });
      socket.on('response.done', () => resolve());
    });
    await once(socket.socket, 'open');
    socket.send({
      type: 'conversation.item.create',
      item: { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'hello there' }] },
    });
    socket.send({ type: 'response.create' });
    await done;
    expect(text).toBe('You said: hello there');
    socket.close();
    await once(socket.socket, 'close');
  });

  it('asks the documents, whole and streamed, and gets what they say with its place', async () => {
    const question: OpenAI.ChatCompletionMessageParam[] = [{ role: 'user', content: FACT_QUESTION }];
    const whole = await client.chat.completions.create({ model: 'groundwork', messages: question });
    const text = whole.choices[0]?.message.content ?? '';
    expect(text).toMatch(/heliotrope.*\[1\]/);
    expect(whole).toMatchObject({ citations: [{ n: 1, title: expect.stringContaining('warehouse') as string }] });

    let streamed = '';
    let citations: unknown;
    for await (const chunk of await client.chat.completions.create({
      model: 'groundwork',
      messages: question,
      stream: true,
    })) {
      streamed += chunk.choices[0]?.delta.content ?? '';
      if ('citations' in chunk) ({ citations } = chunk);
    }
    expect(streamed).toBe(text);
    expect(citations).toMatchObject([{ n: 1, quote: expect.any(String) as string }]);
  });

  it('throws the errors that it knows', async () => {
    await expect(client.chat.completions.create({ model: 'none', messages })).rejects.toBeInstanceOf(
      OpenAI.NotFoundError,
    );
    for (const deployment of product.deployments) deployment.order({ kind: 'content_filter', where: 'prompt' });
    await expect(client.chat.completions.create({ model, messages })).rejects.toMatchObject({
      constructor: OpenAI.BadRequestError,
      code: 'content_filter',
    });
    expect(calls('chat').reduce((sum, count) => sum + count, 0)).toBe(1);
  });

  it('throws where a stream breaks off, instead of ending in silence', async () => {
    for (const deployment of product.deployments) deployment.order({ kind: 'cut', afterChunks: 2 });
    const stream = await client.chat.completions.create({ model, messages, stream: true });
    await expect(
      (async () => {
        for await (const _ of stream);
      })(),
    ).rejects.toMatchObject({ code: 'stream_interrupted' });
  });
});
