import { openAiErrorSchema } from '@shared/contracts';
import { begin, call, headersOf, type Reply } from './support/call.js';
import type { Seen } from './support/fake-service.js';
import { setStage, type Stage } from './support/stage.js';

const citation = {
  n: 1,
  documentId: '01J00000000000000000000000',
  title: 'Handbook',
  page: 3,
  quote: 'Lunch is at noon.',
  start: 10,
  end: 27,
  answerStart: 18,
  answerEnd: 21,
};
const conversationId = '01J00000000000000000000001';
const TEXT = 'Lunch is at noon. [1]';
const usage = { inputTokens: 20, outputTokens: 6, totalTokens: 26 };

describe('the model that answers from the documents', () => {
  let stage: Stage;
  let asked: { body: unknown; seen: Pick<Seen, 'url' | 'caller'>; accept: string | undefined }[];
  beforeAll(async () => {
    stage = await setStage({ METRICS_PORT: '0' });
  });
  afterAll(() => stage.stop());
  beforeEach(() => {
    asked = [];
    stage.chat.reset();
  });

  /** The chat service answers with a text and a type, whatever it is asked. */
  const plays = (answer: string | readonly object[], type: string, status = 200, isCut = false): void => {
    stage.chat.handle = async (incoming, outgoing, caller) => {
      const pieces: Buffer[] = [];
      for await (const piece of incoming) pieces.push(piece as Buffer);
      const { url = '', headers } = incoming;
      asked.push({ body: JSON.parse(Buffer.concat(pieces).toString()), seen: { url, caller }, accept: headers.accept });
      outgoing.writeHead(status, { 'content-type': type, ...(status === 429 ? { 'retry-after': '7' } : {}) });
      if (typeof answer === 'string') return void outgoing.end(answer);
      outgoing.write(': open\n\n');
      for (const chunk of answer) outgoing.write(`id: 1\ndata: ${JSON.stringify(chunk)}\n\n`);
      if (isCut) return void setImmediate(() => outgoing.socket?.destroySoon());
      outgoing.end('data: [DONE]\n\n');
    };
  };
  const whole = (fields: object = {}): void =>
    plays(
      JSON.stringify({
        conversationId,
        messageId: '01J00000000000000000000002',
        answer: TEXT,
        refusal: null,
        citations: [citation],
        sources: [],
        grounding: { grounded: true, sentences: [] },
        usage,
        degraded: false,
        ...fields,
      }),
      'application/json',
    );
  const STREAM = [
    { type: 'start', messageId: 'm' },
    { type: 'data-conversation', id: 'conversation', data: { conversationId, title: 't' } },
    { type: 'data-status', data: { stage: 'searching' }, transient: true },
    { type: 'source-document', sourceId: '1', title: 'Handbook', providerMetadata: { groundwork: citation } },
    { type: 'text-delta', id: 'answer', delta: 'Lunch is ' },
    { type: 'text-delta', id: 'answer', delta: 'at noon. [1]' },
    { type: 'data-usage', id: 'usage', data: usage },
    { type: 'finish', finishReason: 'stop' },
  ];
  const ask = (fields: object = {}): Promise<Reply> =>
    call(`${stage.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'groundwork', messages: [{ role: 'user', content: 'When is lunch?' }], ...fields }),
    });
  const events = (reply: Reply): unknown[] =>
    reply.body
      .split('\n\n')
      .filter((event) => event.startsWith('data: {'))
      .map((event) => JSON.parse(event.slice(6)) as unknown);

  it('is asked as the caller, and answers a completion with the citations', async () => {
    whole();
    const reply = await ask({ temperature: 0, document_ids: ['01J00000000000000000000009'], tags: ['food'] });

    expect(reply.status).toBe(200);
    expect(reply.json()).toMatchObject({
      object: 'chat.completion',
      model: 'groundwork',
      choices: [{ index: 0, message: { role: 'assistant', content: TEXT }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 20, completion_tokens: 6, total_tokens: 26 },
      citations: [citation],
      conversation_id: conversationId,
      refusal_reason: null,
    });
    expect(asked).toEqual([
      {
        body: { message: 'When is lunch?', documentIds: ['01J00000000000000000000009'], tags: ['food'] },
        seen: { url: '/internal/chat', caller: expect.objectContaining({ tenantId: 'local' }) as unknown },
        accept: 'application/json',
      },
    ]);
  });

  it('streams chunks: the role, the words, and at the end the citations', async () => {
    plays(STREAM, 'text/event-stream');
    const reply = await ask({ stream: true, stream_options: { include_usage: true } });

    expect(reply.headers['content-type']).toMatch(/^text\/event-stream/);
    const all = events(reply) as { choices: { delta: object; finish_reason: string | null }[]; citations?: object }[];
    expect(all.map(({ choices }) => choices[0]?.delta)).toEqual([
      { role: 'assistant', content: '' },
      { content: 'Lunch is ' },
      { content: 'at noon. [1]' },
      {},
      undefined,
    ]);
    expect(all[3]).toMatchObject({ citations: [citation], conversation_id: conversationId, refusal_reason: null });
    expect(all[3]?.choices[0]?.finish_reason).toBe('stop');
    expect(all[4]).toMatchObject({ choices: [], usage: { total_tokens: 26 } });
    expect(reply.body.endsWith('data: [DONE]\n\n')).toBe(true);
  });

  it('goes on with the conversation whose answer the client sends back, or names', async () => {
    whole();
    await ask();
    const messages = [
      { role: 'user', content: 'When is lunch?' },
      { role: 'assistant', content: TEXT },
      { role: 'user', content: [{ type: 'text', text: 'And dinner?' }] },
    ];
    await ask({ messages });
    await ask({ messages: messages.slice(2), conversation_id: '01J00000000000000000000007' });
    await ask({ messages: [{ role: 'assistant', content: 'never said' }, ...messages.slice(2)] });

    expect(asked.slice(1).map(({ body }) => body)).toEqual([
      { message: 'And dinner?', conversationId },
      { message: 'And dinner?', conversationId: '01J00000000000000000000007' },
      { message: 'And dinner?' },
    ]);
  });

  it('tells a refusal as its text, with the reason beside it', async () => {
    whole({ answer: '', citations: [], refusal: { reason: 'not-in-sources', message: 'The documents do not say.' } });
    expect((await ask()).json()).toMatchObject({
      choices: [{ message: { content: 'The documents do not say.' } }],
      citations: [],
      refusal_reason: 'not-in-sources',
    });
  });

  it.each([
    [
      'fails',
      [
        ...STREAM.slice(0, 5),
        { type: 'data-error', id: 'error', data: { code: 'answer_timeout', message: 'Too long.' } },
        { type: 'error', errorText: 'Too long.' },
      ],
      false,
      'answer_timeout',
    ],
    ['is cut', STREAM.slice(0, 5), true, 'answer_interrupted'],
  ])('ends its stream in an error where the answer %s', async (_, chunks, isCut, code) => {
    plays(chunks, 'text/event-stream', 200, isCut);
    const reply = await ask({ stream: true });
    const last = openAiErrorSchema.parse(events(reply).at(-1));
    expect(last.error.code).toBe(code);
    expect(reply.body).toContain('Lunch is ');
    expect(reply.body).not.toContain('[DONE]');
  });

  it('passes on what the chat service refuses, as an error object', async () => {
    plays(
      JSON.stringify({
        type: 'about:blank',
        title: 'x',
        status: 429,
        code: 'model_throttled',
        detail: 'Wait.',
        instance: 'i',
      }),
      'application/problem+json',
      429,
    );
    const reply = await ask();
    expect([reply.status, reply.headers['retry-after']]).toEqual([429, '7']);
    expect(reply.json()).toEqual({
      error: { message: 'Wait.', type: 'rate_limit_error', param: null, code: 'model_throttled' },
    });
  });

  it.each([
    ['no messages', {}, /^messages/],
    ['no question at the end', { messages: [{ role: 'assistant', content: 'x' }] }, /^messages/],
    ['two answers', { n: 2 }, /^n:/],
  ])('refuses %s', async (_, fields, sentence) => {
    const reply = await ask({ ...('messages' in fields || 'n' in fields ? {} : { messages: null }), ...fields });
    expect(reply.status).toBe(400);
    expect(openAiErrorSchema.parse(reply.json()).error.message).toMatch(sentence);
    expect(asked).toEqual([]);
  });

  it('stops the answer when its client leaves', async () => {
    const { promise: closed, resolve: close } = Promise.withResolvers<void>();
    stage.chat.handle = (_, outgoing) => {
      outgoing.once('close', close);
      outgoing.writeHead(200, { 'content-type': 'text/event-stream' }).write(': open\n\n');
    };
    const leaving = begin(`${stage.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
    });
    leaving.end(JSON.stringify({ model: 'groundwork', stream: true, messages: [{ role: 'user', content: 'Hi' }] }));
    await headersOf(leaving);
    leaving.destroy();
    await closed;
  });
});
