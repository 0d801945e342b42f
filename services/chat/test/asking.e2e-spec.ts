import { chatAnswerSchema, citationSchema, conversationDetailSchema, type ChatAnswer } from '@shared/contracts';
import { ModelThrottled } from '@shared/models';
import { z } from 'zod';
import { startChat, type ChatApp } from './support/chat-app.js';
import { conversationOf, EventReader, textOf, typesOf } from './support/event-reader.js';

const JSON_ONLY = { accept: 'application/json' };
const QUESTION = 'What is the yearly fee?';

let app: ChatApp;

beforeAll(async () => {
  app = await startChat();
});

afterAll(() => app.close());

beforeEach(() => {
  app.model.answer = ['The yearly fee is 4 % [1].'];
  app.model.query = 'standalone question about the fee';
  app.model.requests.length = 0;
  app.search.queries.length = 0;
  app.search.failing = new Set();
  app.authority.failure = undefined;
});

const ask = (body: object, headers = JSON_ONLY): Promise<Response> => app.call('/internal/chat', { body, headers });

async function answerTo(body: object): Promise<ChatAnswer> {
  const reply = await ask(body);
  expect(reply.status).toBe(200);
  return chatAnswerSchema.parse(await reply.json());
}

describe('POST /internal/chat', () => {
  it('streams the answer as the AI SDK reads it', async () => {
    const reply = await app.call('/internal/chat', { body: { message: QUESTION } });
    const events = await new EventReader(reply).rest();

    expect(Object.fromEntries(reply.headers)).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
      'x-vercel-ai-ui-message-stream': 'v1',
    });
    expect(typesOf(events)[0]).toBe('start');
    expect(typesOf(events).slice(-2)).toEqual(['finish', '[DONE]']);
    expect(textOf(events)).toBe('The yearly fee is 4 % [1].');
    expect(events.slice(0, -1).map(({ id }) => Number.parseInt(id ?? '', 10))).toEqual(
      events.slice(0, -1).map((_, i) => i + 1),
    );
  });

  it('answers whole where JSON is asked for', async () => {
    expect(await answerTo({ message: QUESTION })).toMatchObject({
      answer: 'The yearly fee is 4 % [1].',
      refusal: null,
      citations: [
        {
          n: 1,
          documentId: 'document-a',
          title: 'Plan of today',
          page: 3,
          quote: 'The yearly fee is 4 %.',
          start: 100,
          end: 122,
        },
      ],
      sources: [{ n: 1, documentId: 'document-a' }, { documentId: 'document-b' }],
      grounding: { grounded: true },
      degraded: false,
    });
  });

  it.each([
    ['malformed JSON', '{"message":', 400, 'malformed_json'],
    ['no body', '', 400, 'malformed_json'],
    ['an empty message', { message: '  ' }, 400, 'question_empty'],
    ['a message over the cap', { message: 'x'.repeat(50 * 1024 + 1) }, 413, 'question_too_large'],
    ['a body over 2 MB', { message: 'x'.repeat(2 * 1024 * 1024) }, 413, 'body_too_large'],
    [
      'an unknown conversation',
      { message: QUESTION, conversationId: 'unknown-conversation' },
      404,
      'conversation_not_found',
    ],
    ['an unknown field', { message: QUESTION, temperature: 2 }, 400, 'invalid_input'],
  ])('refuses %s', async (_, body, status, code) => {
    const reply = await app.call('/internal/chat', { body });
    expect(reply.status).toBe(status);
    expect(reply.headers.get('content-type')).toContain('application/problem+json');
    expect(await reply.json()).toMatchObject({ status, code });
  });

  it('refuses who does not say who is asking', async () => {
    const reply = await fetch(`${app.url}/internal/chat`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    expect(reply.status).toBe(401);
  });

  it('searches with the caller’s permissions and the documents asked for', async () => {
    await answerTo({ message: QUESTION, documentIds: ['document-a'], tags: [' Money '] });
    expect(app.search.queries[0]).toMatchObject({
      caller: { tenantId: 'local', userId: 'ann' },
      documentIds: ['document-a'],
      tags: ['money'],
      mode: 'hybrid',
    });
  });

  it('goes on with a conversation and makes its question stand alone', async () => {
    const { conversationId } = await answerTo({ message: QUESTION });
    await answerTo({ message: 'and the term?', conversationId });
    expect(app.search.queries.map(({ text }) => text)).toEqual([
      QUESTION,
      'standalone question about the fee',
      'and the term?',
    ]);
  });

  it('lets nobody go on with another person’s conversation', async () => {
    const { conversationId } = await answerTo({ message: QUESTION });
    const reply = await app.call('/internal/chat', {
      body: { message: QUESTION, conversationId },
      caller: { userId: 'bob' },
    });
    expect(reply.status).toBe(404);
  });

  it('says in the answer that half of the search failed', async () => {
    app.search.failing = new Set(['hybrid', 'keyword']);
    expect(await answerTo({ message: QUESTION })).toMatchObject({ degraded: true, refusal: null });
  });

  it('never answers without a search or a catalog', async () => {
    app.search.failing = new Set(['hybrid', 'keyword', 'vector']);
    expect((await ask({ message: QUESTION })).status).toBe(500);
    app.search.failing = new Set();
    app.authority.failure = new Error('catalog away');
    expect((await ask({ message: QUESTION })).status).toBe(500);
    expect(app.model.requests).toEqual([]);
  });

  it('answers with the status of a model that is over its quota, or says so in the stream', async () => {
    app.model.answer = [{ fail: new ModelThrottled({ retryAfterSeconds: 7 }) }];
    const whole = await ask({ message: QUESTION });
    expect([whole.status, whole.headers.get('retry-after')]).toEqual([429, '7']);

    const events = await new EventReader(await app.call('/internal/chat', { body: { message: QUESTION } })).rest();
    expect(typesOf(events).slice(-3)).toEqual(['data-error', 'error', '[DONE]']);
    expect(events.at(-3)?.data).toMatchObject({ data: { code: 'model_throttled' } });
  });

  it('tells the same citations in the stream, in the conversation and when it is asked again', async () => {
    app.model.answer = ['The yearly fee is 4 % [', '1]. Its term is a year [2]. Gold is dear [7], says [1, 9].'];
    const body = { message: QUESTION, messageId: 'message-of-citations' };
    const events = await new EventReader(await app.call('/internal/chat', { body })).rest();
    const ends = events.flatMap(({ data }) => (data !== '[DONE]' && data.type === 'text-end' ? [data] : []));
    const cited = z.array(
      z.object({ source: z.object({ providerMetadata: z.object({ groundwork: citationSchema }) }) }),
    );
    const streamed = cited.parse(ends[0]?.['citations']).map(({ source }) => source.providerMetadata.groundwork);

    const start = events[0] ?? { id: undefined, data: '[DONE]' };
    const reply = await app.call(`/internal/conversations/${conversationOf(start)}`);
    const { messages } = conversationDetailSchema.parse(await reply.json());
    const again = await answerTo(body);

    expect(textOf(events)).toBe('The yearly fee is 4 % [1]. Its term is a year [2]. Gold is dear, says [1].');
    expect(streamed.map(({ n, documentId }) => [n, documentId])).toEqual([
      [1, 'document-a'],
      [2, 'document-b'],
      [1, 'document-a'],
    ]);
    expect(messages[1]?.citations).toEqual(streamed);
    expect(again.citations).toEqual(streamed);
    expect(again.sources.flatMap(({ n, documentId }) => (n ? [[n, documentId]] : []))).toEqual([
      [1, 'document-a'],
      [2, 'document-b'],
    ]);
  });

  it('pays once for a question that is sent again, also when its conversation began with it', async () => {
    const body = { message: QUESTION, messageId: 'message-sent-twice' };
    const first = await answerTo(body);
    app.model.answer = ['Something else.'];
    const again = await answerTo(body);
    const events = await new EventReader(await app.call('/internal/chat', { body })).rest();

    expect(again).toEqual(first);
    expect(textOf(events)).toBe(first.answer);
    expect(typesOf(events).slice(-2)).toEqual(['finish', '[DONE]']);
    expect(app.model.requests).toHaveLength(1);
  });
});

describe('POST /internal/search', () => {
  it('finds passages with their places', async () => {
    const reply = await app.call('/internal/search', { body: { query: 'fee', top: 1 } });
    expect(await reply.json()).toEqual({
      items: [
        {
          documentId: 'document-a',
          title: 'Plan of today',
          page: 3,
          score: 1,
          text: 'The yearly fee is 4 %. It is due in May.',
          start: 100,
          end: 140,
        },
      ],
      degraded: false,
    });
  });

  it.each([{ query: '' }, { query: 'x', top: 101 }, { query: 'x', mode: 'magic' }, { query: 'x', documentIds: [] }])(
    'refuses %j',
    async (body) => {
      expect((await app.call('/internal/search', { body })).status).toBe(400);
    },
  );
});
