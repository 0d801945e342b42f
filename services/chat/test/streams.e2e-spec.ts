import { startChat, type ChatApp } from './support/chat-app.js';
import { conversationOf, EventReader, textOf, typesOf } from './support/event-reader.js';

const QUESTION = 'What is the yearly fee?';
const forever = new Promise<never>(() => undefined);

let app: ChatApp;
let goOn: () => void;

beforeAll(async () => {
  app = await startChat();
});

afterAll(() => app.close());

beforeEach(() => {
  const pause = new Promise<void>((resolve) => (goOn = resolve));
  app.model.answer = ['The yearly fee ', { wait: pause }, 'is 4 % [1].'];
  app.model.closed = 0;
});

/** Asks by stream; the conversation is known from its first event. */
async function begin(body: object = {}): Promise<{ reader: EventReader; conversationId: string }> {
  const reader = new EventReader(await app.call('/internal/chat', { body: { message: QUESTION, ...body } }));
  return { reader, conversationId: conversationOf(await reader.until('start')) };
}

const stop = (conversationId: string, userId = 'ann') =>
  app.call(`/internal/chat/${conversationId}`, { method: 'DELETE', caller: { userId } });
const messagesOf = async (conversationId: string): Promise<{ status: string; text: string }[]> => {
  const reply = await app.call(`/internal/conversations/${conversationId}`);
  return ((await reply.json()) as { messages: { status: string; text: string }[] }).messages;
};

describe('stop', () => {
  it('ends every reader with abort, and keeps what there is', async () => {
    const { reader, conversationId } = await begin();
    await reader.until('text-delta');
    const second = new EventReader(await app.call(`/internal/chat/${conversationId}/stream`));

    expect(await (await stop(conversationId)).json()).toEqual({ stopped: true });

    for (const reading of [reader, second])
      expect(typesOf(await reading.rest()).slice(-2)).toEqual(['abort', '[DONE]']);
    expect((await messagesOf(conversationId))[1]).toMatchObject({ status: 'stopped', text: 'The yearly fee' });
    expect(app.model.closed).toBe(1);
  });

  it('works before the first token', async () => {
    app.model.answer = [{ wait: forever }];
    const { reader, conversationId } = await begin();
    await stop(conversationId);
    expect(typesOf(await reader.rest()).slice(-2)).toEqual(['abort', '[DONE]']);
    expect((await messagesOf(conversationId))[1]).toMatchObject({ status: 'stopped', text: '' });
  });

  it('is no error where nothing runs, and reaches nobody else’s answer', async () => {
    const { reader, conversationId } = await begin();
    expect(await (await stop('nothing-here')).json()).toEqual({ stopped: false });
    expect(await (await stop(conversationId, 'bob')).json()).toEqual({ stopped: false });
    goOn();
    expect(typesOf(await reader.rest())).toContain('finish');
  });
});

describe('one running answer a conversation', () => {
  it('refuses a second question, and takes it once the first is answered', async () => {
    const { reader, conversationId } = await begin();
    const body = { message: 'And now?', conversationId };
    const busy = await app.call('/internal/chat', { body });
    expect([busy.status, await busy.json()]).toMatchObject([409, { code: 'answer_running' }]);
    goOn();
    await reader.rest();
    expect((await app.call('/internal/chat', { body, headers: { accept: 'application/json' } })).status).toBe(200);
  });

  it('attaches the same question to the answer that is running', async () => {
    const before = app.model.requests.length;
    const { reader, conversationId } = await begin({ messageId: 'message-attached' });
    const again = new EventReader(
      await app.call('/internal/chat', { body: { message: QUESTION, messageId: 'message-attached', conversationId } }),
    );
    goOn();
    expect(textOf(await again.rest())).toBe(textOf(await reader.rest()));
    expect(app.model.requests.length - before).toBe(1);
  });
});

describe('resume', () => {
  it('goes on after the event the reader has, without loss or repetition', async () => {
    const { reader, conversationId } = await begin();
    const { id } = await reader.until('text-delta');
    await reader.leave();
    const again = new EventReader(
      await app.call(`/internal/chat/${conversationId}/stream`, { headers: { 'last-event-id': id ?? '' } }),
    );
    goOn();
    const rest = await again.rest();

    expect(textOf([...reader.seen, ...rest])).toBe('The yearly fee is 4 % [1].');
    expect(typesOf(rest).slice(-2)).toEqual(['finish', '[DONE]']);
  });

  it.each([
    ['without a last event', {}],
    ['with one of another answer', { 'last-event-id': '5-another-answer' }],
    ['with nonsense', { 'last-event-id': 'x' }],
  ])('replays from the beginning %s', async (_, headers) => {
    const { reader, conversationId } = await begin();
    await reader.until('text-delta');
    await reader.leave();
    const again = new EventReader(await app.call(`/internal/chat/${conversationId}/stream`, { headers }));
    goOn();
    expect(textOf(await again.rest())).toBe('The yearly fee is 4 % [1].');
  });

  it('tells the end of an answer that ended meanwhile only to the reader that was cut off', async () => {
    const { reader, conversationId } = await begin();
    const { id } = await reader.until('text-delta');
    goOn();
    await reader.rest();
    const stream = (headers = {}) => app.call(`/internal/chat/${conversationId}/stream`, { headers });

    expect((await stream()).status).toBe(204);
    const rest = await new EventReader(await stream({ 'last-event-id': id ?? '' })).rest();
    expect(typesOf(rest).slice(-2)).toEqual(['finish', '[DONE]']);
  });

  it('shows nothing to anybody else', async () => {
    const { reader, conversationId } = await begin();
    const reply = await app.call(`/internal/chat/${conversationId}/stream`, { caller: { userId: 'bob' } });
    expect(reply.status).toBe(204);
    goOn();
    await reader.rest();
  });
});

describe('a reader that waits', () => {
  it('hears from us all the time before the first token', async () => {
    const talkative = await startChat({ heartbeatMs: 20 });
    talkative.model.answer = [{ wait: new Promise<void>((resolve) => (goOn = resolve)) }, 'The yearly fee is 4 % [1].'];
    const reply = await talkative.call('/internal/chat', { body: { message: QUESTION } });
    const reader = (reply.body ?? new ReadableStream<Uint8Array>()).pipeThrough(new TextDecoderStream()).getReader();
    let bytes = '';
    while ((bytes.match(/^: keep-alive$/gm) ?? []).length < 4) bytes += (await reader.read()).value ?? '';
    expect(bytes.startsWith(': open\n\n')).toBe(true);
    expect(bytes).not.toContain('text-delta');

    goOn();
    for (let next = await reader.read(); !next.done; next = await reader.read()) bytes += next.value;
    expect(bytes.match(/"type":"(finish|abort|error)"/g)).toEqual(['"type":"finish"']);
    expect(bytes.endsWith('data: [DONE]\n\n')).toBe(true);
    await talkative.close();
  });
});

describe('a reader that does not read', () => {
  it('holds no more than its socket does, and slows neither the answer nor another reader', async () => {
    // Time enough for 4 MB on a busy machine: how long an answer may take is another test's.
    const app = await startChat({ maxAnswerMs: 60_000, resumeMs: 60_000 });
    // 3.9 MB, beyond what the buffers of a connection hold.
    const piece = 'x'.repeat(30_000);
    app.model.answer = Array.from({ length: 130 }, () => piece);
    const body = { message: QUESTION, messageId: 'message-slow', conversationId: undefined };
    const stalled = await app.call('/internal/chat', { body });
    const first = stalled.body?.getReader();
    await first?.read();

    const quick = new EventReader(await app.call('/internal/chat', { body }));
    const events = await quick.rest();
    expect(typesOf(events).slice(-2)).toEqual(['finish', '[DONE]']);
    expect(textOf(events).length).toBe(130 * 30_000);
    // The stalled reader's socket is full, and no more than that was made for it.
    expect(Math.max(...app.unsentBytes())).toBeLessThan(1_000_000);
    await first?.cancel();
    await app.close();
  });
});

describe('a reader that leaves', () => {
  let brief: ChatApp;
  beforeAll(async () => {
    brief = await startChat({ resumeMs: 20 });
    brief.model.answer = ['The yearly fee ', { wait: forever }];
  });
  afterAll(() => brief.close());

  /** Waits until the conversation's answer has this status. */
  async function status(conversationId: string): Promise<string> {
    const deadline = Date.now() + 5_000;
    for (;;) {
      const reply = await brief.call(`/internal/conversations/${conversationId}`);
      const { messages } = (await reply.json()) as { messages: { status: string }[] };
      const found = messages[1]?.status ?? 'missing';
      if (found !== 'running' || Date.now() > deadline) return found;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  it('and does not come back leaves a partial answer, and the model is let go', async () => {
    const reader = new EventReader(await brief.call('/internal/chat', { body: { message: QUESTION } }));
    const conversationId = conversationOf(await reader.until('start'));
    await reader.until('text-delta');
    await reader.leave();

    expect(await status(conversationId)).toBe('partial');
    expect(brief.model.closed).toBe(1);
  });

  it('of a JSON answer ends it at once', async () => {
    const leaving = new AbortController();
    const conversationId = 'conversation-json';
    const messages = [{ id: 'message-0001', role: 'user', parts: [{ type: 'text', text: QUESTION }] }];
    const body = { id: conversationId, messages };
    const asked = brief.call('/internal/chat', {
      body,
      headers: { accept: 'application/json' },
      signal: leaving.signal,
    });
    const before = brief.model.requests.length;
    while (brief.model.requests.length === before) await new Promise((resolve) => setTimeout(resolve, 5));
    leaving.abort();
    await expect(asked).rejects.toThrow();
    expect(await status(conversationId)).toBe('partial');
  });
});

describe('a replica that drains', () => {
  it('tells its readers, also those that come late, lets their answers come to the end, and then ends', async () => {
    const draining = await startChat();
    draining.model.answer = [
      'The yearly fee ',
      { wait: new Promise<void>((resolve) => (goOn = resolve)) },
      'is 4 % [1].',
    ];
    const ask = () => draining.call('/internal/chat', { body: { message: QUESTION } });
    const reader = new EventReader(await ask());
    await reader.until('text-delta');

    const ended = draining.close();
    const told = await reader.until('data-shutdown');
    expect(told.data).toMatchObject({ transient: true });
    // Traffic goes elsewhere only once the cluster has heard of it: who comes until then is answered.
    const late = new EventReader(await ask());
    await late.until('data-shutdown');

    goOn();
    for (const reading of [reader, late]) {
      const events = await reading.rest();
      expect(textOf(events)).toBe('The yearly fee is 4 % [1].');
      expect(typesOf(events).slice(-2)).toEqual(['finish', '[DONE]']);
    }
    await ended;
    await expect(ask()).rejects.toThrow();
  });
});
