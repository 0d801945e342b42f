import { DefaultChatTransport, readUIMessageStream, type UIMessage } from 'ai';
import { startChat, type ChatApp } from './support/chat-app.js';

const user = (text: string, id: string): UIMessage => ({ id, role: 'user', parts: [{ type: 'text', text }] });

/** The stream read by the client code that `useChat()` runs. */
describe('the AI SDK’s own client', () => {
  let app: ChatApp;
  let transport: DefaultChatTransport<UIMessage>;

  beforeAll(async () => {
    app = await startChat();
    transport = new DefaultChatTransport({
      api: `${app.url}/internal/chat`,
      headers: () => app.assertion(),
    });
  });

  afterAll(() => app.close());

  async function send(
    chatId: string,
    messages: UIMessage[],
    trigger: 'submit-message' | 'regenerate-message' = 'submit-message',
  ) {
    const stream = await transport.sendMessages({
      chatId,
      messages,
      trigger,
      messageId: undefined,
      abortSignal: undefined,
    });
    let last: UIMessage | undefined;
    for await (const message of readUIMessageStream({ stream })) last = message;
    if (!last) throw new Error('no message came');
    return last;
  }

  it('reads text, sources, data and metadata, in a conversation it named itself', async () => {
    app.model.answer = ['The yearly fee is 4 % ', '[1].'];
    const message = await send('made-by-client', [user('What is the yearly fee?', 'message-0001')]);

    expect(message.metadata).toMatchObject({ conversationId: 'made-by-client', model: 'scripted' });
    expect(message.parts).toContainEqual(
      expect.objectContaining({ type: 'text', text: 'The yearly fee is 4 % [1].', state: 'done' }),
    );
    expect(message.parts).toContainEqual(
      expect.objectContaining({ type: 'source-document', sourceId: '1', title: 'Plan of today' }),
    );
    expect(message.parts.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['data-conversation', 'data-grounding', 'data-usage']),
    );
  });

  it('reads a refusal as text and as data', async () => {
    app.model.answer = ['The documents do not say.'];
    const { parts } = await send('conversation-refused', [user('What is the yearly fee?', 'message-0002')]);

    expect(parts).toContainEqual(expect.objectContaining({ type: 'text', text: 'The documents do not say.' }));
    expect(parts).toContainEqual(
      expect.objectContaining({
        type: 'data-refusal',
        data: { reason: 'not-in-sources', message: 'The documents do not say.' },
      }),
    );
  });

  it('regenerates the last answer beside the one it had', async () => {
    const messages = [user('What is the yearly fee?', 'message-0003')];
    app.model.answer = ['The yearly fee is 4 % [1].'];
    await send('conversation-again', messages);
    app.model.answer = ['4 % [1].'];
    await send('conversation-again', messages, 'regenerate-message');

    const kept = (await (await app.call('/internal/conversations/conversation-again')).json()) as {
      messages: { text: string }[];
    };
    expect(kept.messages.map(({ text }) => text)).toEqual(['What is the yearly fee?', '4 % [1].']);
  });

  it('reconnects to a running answer, and is told when there is none', async () => {
    let goOn: () => void = () => undefined;
    app.model.answer = ['The yearly fee ', { wait: new Promise<void>((resolve) => (goOn = resolve)) }, 'is 4 % [1].'];
    const asked = send('conversation-resumed', [user('What is the yearly fee?', 'message-0004')]);
    let stream = await transport.reconnectToStream({ chatId: 'conversation-resumed' });
    while (!stream) stream = await transport.reconnectToStream({ chatId: 'conversation-resumed' });
    goOn();
    let last: UIMessage | undefined;
    for await (const message of readUIMessageStream({ stream })) last = message;

    const parts = (message: UIMessage | undefined) => message?.parts.filter(({ type }) => type === 'text');
    expect(parts(last)).toEqual(parts(await asked));
    expect(await transport.reconnectToStream({ chatId: 'conversation-resumed' })).toBeNull();
  });
});
