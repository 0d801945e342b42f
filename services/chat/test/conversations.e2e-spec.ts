import {
  conversationDetailSchema,
  conversationExportSchema,
  conversationPageSchema,
  type ChatAnswer,
} from '@shared/contracts';
import { DependencyUnavailable } from '@shared/errors';
import { VEILED_TITLE } from '../src/citations/source-veil.service.js';
import { startChat, type ChatApp, type CallOptions } from './support/chat-app.js';

let app: ChatApp;

beforeAll(async () => {
  app = await startChat();
});

afterAll(() => app.close());

async function ask(message: string, options: Omit<CallOptions, 'body'> = {}): Promise<ChatAnswer> {
  const reply = await app.call('/internal/chat', {
    body: { message },
    headers: { accept: 'application/json' },
    ...options,
  });
  return (await reply.json()) as ChatAnswer;
}

async function list(query: string, userId: string) {
  const reply = await app.call(`/internal/conversations?${query}`, { caller: { userId } });
  return conversationPageSchema.parse(await reply.json());
}

describe('/internal/conversations', () => {
  it('gives pages, newest first, and each conversation once', async () => {
    const caller = { userId: 'lister' };
    for (const n of [1, 2, 3]) await ask(`What is yearly fee ${n}?`, { caller });

    const first = await list('limit=2', 'lister');
    const second = await list(`limit=2&cursor=${first.nextCursor}`, 'lister');

    expect([...first.items, ...second.items].map(({ title }) => title)).toEqual(
      [3, 2, 1].map((n) => `What is yearly fee ${n}?`),
    );
    expect(second.nextCursor).toBeNull();
    expect((await list('query=fee+2', 'lister')).items).toHaveLength(1);
  });

  it('shows a conversation with the answer as it was given', async () => {
    const { conversationId, messageId, answer, citations } = await ask('What is the yearly fee?');
    const detail = conversationDetailSchema.parse(
      await (await app.call(`/internal/conversations/${conversationId}`)).json(),
    );
    expect(detail).toMatchObject({
      id: conversationId,
      title: 'What is the yearly fee?',
      messages: [
        { role: 'user', text: 'What is the yearly fee?' },
        { id: messageId, role: 'assistant', text: answer, citations, status: 'complete' },
      ],
    });
  });

  it('renames, takes feedback, and takes away', async () => {
    const { conversationId, messageId } = await ask('What is the yearly fee?');
    const path = `/internal/conversations/${conversationId}`;

    const renamed = await app.call(path, { method: 'PATCH', body: { title: ' Fees ' } });
    expect(await renamed.json()).toMatchObject({ title: 'Fees' });
    const rated = await app.call(`${path}/messages/${messageId}/feedback`, {
      body: { rating: 'down', comment: 'Wrong page.' },
    });
    expect(rated.status).toBe(204);
    const { messages } = conversationDetailSchema.parse(await (await app.call(path)).json());
    expect(messages[1]?.feedback).toEqual({ rating: 'down', comment: 'Wrong page.' });

    expect((await app.call(path, { method: 'DELETE' })).status).toBe(204);
    expect((await app.call(path)).status).toBe(404);
  });

  /** A conversation with a question that was edited: two branches. */
  async function branched(): Promise<{ path: string; first: ChatAnswer; edited: ChatAnswer }> {
    const first = await ask('What is the yearly fee?');
    const { conversationId } = first;
    const headers = { accept: 'application/json' };
    const reply = await app.call('/internal/chat', {
      body: { message: 'What is the monthly fee?', conversationId, parentId: null },
      headers,
    });
    return { path: `/internal/conversations/${conversationId}`, first, edited: (await reply.json()) as ChatAnswer };
  }
  const detailOf = async (path: string) => conversationDetailSchema.parse(await (await app.call(path)).json());

  it('keeps an edited question beside the old one, and shows the branch that is selected', async () => {
    const { path, first, edited } = await branched();
    const { messages } = await detailOf(path);
    expect(messages.map(({ text }) => text)).toEqual(['What is the monthly fee?', edited.answer]);
    expect(messages[0]?.siblings).toHaveLength(2);
    expect(messages[1]?.parentId).toBe(messages[0]?.id);

    const selected = await app.call(path, { method: 'PATCH', body: { branch: first.messageId, title: 'Fees' } });
    expect(await selected.json()).toMatchObject({ title: 'Fees' });
    expect((await detailOf(path)).messages[0]?.text).toBe('What is the yearly fee?');
    const unknown = await app.call(path, { method: 'PATCH', body: { branch: 'unknown-message' } });
    expect([unknown.status, await unknown.json()]).toMatchObject([404, { code: 'message_not_found' }]);
    expect((await app.call(path, { method: 'PATCH', body: {} })).status).toBe(400);
  });

  it('gives long conversations in pages', async () => {
    const { conversationId } = await ask('one?');
    const headers = { accept: 'application/json' };
    for (const message of ['two?', 'three?'])
      await app.call('/internal/chat', { body: { message, conversationId }, headers });
    const path = `/internal/conversations/${conversationId}`;
    const newest = await detailOf(`${path}?limit=4`);
    const oldest = await detailOf(`${path}?limit=4&cursor=${newest.nextCursor}`);
    const asked = [...oldest.messages, ...newest.messages].flatMap(({ role, text }) => (role === 'user' ? [text] : []));
    expect(asked).toEqual(['one?', 'two?', 'three?']);
    expect(oldest.nextCursor).toBeNull();
    expect((await detailOf(path)).messages).toHaveLength(6);
  });

  it('exports what is shown as Markdown, and everything as JSON', async () => {
    const { path, edited } = await branched();
    const markdown = await app.call(`${path}/export`);
    const text = await markdown.text();
    expect(Object.fromEntries(markdown.headers)).toMatchObject({
      'content-type': 'text/markdown; charset=utf-8',
      'content-disposition': `attachment; filename="What is the yearly fee.md"; filename*=UTF-8''What%20is%20the%20yearly%20fee.md`,
    });
    expect(text).toContain(`## Answer\n\n${edited.answer}\n\n### Sources\n\n- [1] Plan of today, page 3`);
    expect(text).not.toContain('> What is the yearly fee?');

    const json = await app.call(`${path}/export?format=json`);
    const whole = conversationExportSchema.parse(await json.json());
    expect(whole.messages).toHaveLength(4);
    expect(whole.branch).toEqual(whole.messages.slice(2).map(({ id }) => id));
    expect((await app.call(`${path}/export?format=pdf`)).status).toBe(400);
    expect((await app.call(`${path}/export`, { caller: { userId: 'bob' } })).status).toBe(404);
  });

  it.each([
    ['an unknown conversation', 'GET', 'unknown-conversation', undefined, 404, 'conversation_not_found'],
    ['a malformed id', 'GET', 'a', undefined, 400, 'invalid_input'],
    ['a title without a letter', 'PATCH', 'unknown-conversation', { title: ' ' }, 400, 'invalid_input'],
    [
      'a rating nobody knows',
      'POST',
      'unknown-conversation/messages/message-0001/feedback',
      { rating: 'meh' },
      400,
      'invalid_input',
    ],
  ])('refuses %s', async (_, method, path, body, status, code) => {
    const reply = await app.call(`/internal/conversations/${path}`, { method, body });
    expect([reply.status, await reply.json()]).toMatchObject([status, { code }]);
  });

  it('refuses a cursor that is not its own', async () => {
    expect((await app.call('/internal/conversations?cursor=xyz')).status).toBe(400);
  });

  it('shows nobody another person’s conversation', async () => {
    const { conversationId, messageId } = await ask('What is the yearly fee?');
    const path = `/internal/conversations/${conversationId}`;
    const caller = { userId: 'bob' };
    const attempts = [
      app.call(path, { caller }),
      app.call(path, { caller, method: 'PATCH', body: { title: 'Mine' } }),
      app.call(path, { caller, method: 'DELETE' }),
      app.call(`${path}/messages/${messageId}/feedback`, { caller, body: { rating: 'up' } }),
    ];
    for (const attempt of attempts) expect((await attempt).status).toBe(404);
    expect((await app.call(path)).status).toBe(200);
  });
});

describe('sources of old answers', () => {
  afterEach(() => {
    app.authority.hidden = new Set();
    app.authority.failure = undefined;
  });

  it('lose their words when their reader may not see the document any more, and keep their places', async () => {
    const { conversationId } = await ask('What is the yearly fee?', { caller: { userId: 'veiled' } });
    const read = async (path: string) =>
      (await app.call(`/internal/conversations/${conversationId}${path}`, { caller: { userId: 'veiled' } })).text();
    const before = conversationDetailSchema.parse(JSON.parse(await read('')));
    app.authority.hidden = new Set(['document-a']);

    const after = conversationDetailSchema.parse(JSON.parse(await read('')));

    const [was, is] = [before.messages[1], after.messages[1]];
    expect(was?.citations?.[0]?.quote).toContain('yearly fee');
    expect(is?.citations).toEqual(was?.citations?.map((one) => ({ ...one, title: VEILED_TITLE, quote: '' })));
    expect(is?.sources?.map(({ documentId, text }) => [documentId, text])).toEqual([
      ['document-a', ''],
      ['document-b', 'The fee has a term of a year.'],
    ]);
    for (const path of ['', '/export', '/export?format=json']) expect(await read(path)).not.toContain('due in May');
  });

  it('also in an answer that is told again because its question is repeated', async () => {
    const body = { message: 'What is the yearly fee?', messageId: 'question-veiled' };
    const options = { body, headers: { accept: 'application/json' }, caller: { userId: 'repeater' } };
    await (await app.call('/internal/chat', options)).text();
    app.authority.hidden = new Set(['document-a']);
    const repeated = await (await app.call('/internal/chat', options)).text();
    expect(repeated).toContain(VEILED_TITLE);
    expect(repeated).not.toContain('due in May');
  });

  it('are not shown at all while nobody can say who may read what', async () => {
    const { conversationId } = await ask('What is the yearly fee?');
    app.authority.failure = new DependencyUnavailable('The catalog is away.');
    expect((await app.call(`/internal/conversations/${conversationId}`)).status).toBe(503);
  });
});

it('puts on record who deleted a conversation', async () => {
  const { conversationId } = await ask('What is the yearly fee?');
  await app.call(`/internal/conversations/${conversationId}`, { method: 'DELETE' });
  expect(app.audit.deeds).toContainEqual({ action: 'conversation.deleted', subject: conversationId, actor: 'ann' });
});

it.each(['feedback', 'users/ann/data'])('lets only administrators ask for /internal/admin/%s', async (path) => {
  const reply = await app.call(`/internal/admin/${path}`, { caller: { roles: ['reader', 'contributor'] } });
  expect([reply.status, await reply.json()]).toMatchObject([403, { code: 'not_allowed' }]);
});
