import { conversationDetailSchema, conversationPageSchema, type ChatAnswer } from '@shared/contracts';
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
