import { chatAnswerSchema } from '@shared/contracts';
import { TestRedis } from '../../../tests/support/redis.js';
import { sharedOver, startChat, type ChatApp } from './support/chat-app.js';
import { conversationOf, EventReader, textOf, typesOf } from './support/event-reader.js';

const QUESTION = 'What is the yearly fee?';
const WHOLE = 'The yearly fee is 4 % [1].';
const RESUME_MS = 3_000;
const forever = new Promise<never>(() => undefined);

let redis: TestRedis;
let one: ChatApp;
let two: ChatApp;
let goOn: () => void;

beforeAll(async () => {
  redis = await TestRedis.start();
  const shared = sharedOver({ url: redis.url });
  one = await startChat({ resumeMs: RESUME_MS, maxAnswerMs: 20_000 }, shared);
  two = await startChat({ resumeMs: RESUME_MS, maxAnswerMs: 20_000 }, shared);
});

afterAll(async () => {
  await Promise.all([one.close(), two.close()]);
  await redis.stop();
});

beforeEach(() => {
  const pause = new Promise<void>((resolve) => (goOn = resolve));
  one.model.answer = ['The yearly fee ', { wait: pause }, 'is 4 % [1].'];
  one.model.closed = 0;
});

async function begin(body: object = {}): Promise<{ reader: EventReader; conversationId: string }> {
  const reader = new EventReader(await one.call('/internal/chat', { body: { message: QUESTION, ...body } }));
  return { reader, conversationId: conversationOf(await reader.until('start')) };
}
const stream = (conversationId: string, headers = {}): Promise<Response> =>
  two.call(`/internal/chat/${conversationId}/stream`, { headers });
async function answerIn(app: ChatApp, conversationId: string): Promise<{ status: string; text: string }> {
  const reply = await app.call(`/internal/conversations/${conversationId}`);
  const { messages } = (await reply.json()) as { messages: { status: string; text: string }[] };
  return messages[1] ?? { status: 'missing', text: '' };
}

/** An answer that runs on the one replica, seen from the other. */
describe('through another replica', () => {
  it('an answer is read on without loss or repetition', async () => {
    const { reader, conversationId } = await begin();
    const { id } = await reader.until('text-delta');
    await reader.leave();
    const again = new EventReader(await stream(conversationId, { 'last-event-id': id ?? '' }));
    goOn();
    const rest = await again.rest();

    expect(textOf([...reader.seen, ...rest])).toBe(WHOLE);
    expect(typesOf(rest).slice(-2)).toEqual(['finish', '[DONE]']);
    const ids = [...reader.seen, ...rest].flatMap(({ id: seen }) => (seen ? [Number.parseInt(seen, 10)] : []));
    expect(ids).toEqual(ids.map((_, i) => i + 1));
  });

  it('an answer is replayed from its beginning, and its end is told to who was cut off', async () => {
    const { reader, conversationId } = await begin();
    const { id } = await reader.until('text-delta');
    const replayed = new EventReader(await stream(conversationId));
    goOn();
    expect(await replayed.rest()).toEqual(await reader.rest());

    expect((await stream(conversationId)).status).toBe(204);
    const rest = await new EventReader(await stream(conversationId, { 'last-event-id': id ?? '' })).rest();
    expect(typesOf(rest).slice(-2)).toEqual(['finish', '[DONE]']);
  });

  it.each([
    ['in the middle', ['The yearly fee ', { wait: forever }], 'text-delta', 'The yearly fee'],
    ['before the first token', [{ wait: forever }], 'data-status', ''],
  ])('an answer is stopped %s, within a second', async (_, script, seen, text) => {
    one.model.answer = script;
    const { reader, conversationId } = await begin();
    await reader.until(seen);
    const closed = one.model.closed;
    const askedAt = performance.now();
    const stopping = two.call(`/internal/chat/${conversationId}`, { method: 'DELETE' });
    const events = await reader.rest();
    expect(performance.now() - askedAt).toBeLessThan(1_000);

    expect(await (await stopping).json()).toEqual({ stopped: true });
    expect(one.model.closed).toBe(closed + 1);
    expect(typesOf(events).slice(-2)).toEqual(['abort', '[DONE]']);
    expect(await answerIn(two, conversationId)).toMatchObject({ status: 'stopped', text });
    const again = await two.call(`/internal/chat/${conversationId}`, { method: 'DELETE' });
    expect(await again.json()).toEqual({ stopped: false });
  });

  it('a second question waits its turn, and the same one joins its answer', async () => {
    const { reader, conversationId } = await begin({ messageId: 'message-0001' });
    const busy = await two.call('/internal/chat', { body: { message: 'And now?', conversationId } });
    expect([busy.status, await busy.json()]).toMatchObject([409, { code: 'answer_running' }]);
    expect(await answerIn(two, conversationId)).toMatchObject({ status: 'running' });

    const body = { message: QUESTION, messageId: 'message-0001', conversationId };
    const joined = new EventReader(await two.call('/internal/chat', { body }));
    const json = two.call('/internal/chat', { body, headers: { accept: 'application/json' } });
    goOn();
    expect(textOf(await joined.rest())).toBe(textOf(await reader.rest()));
    expect(chatAnswerSchema.parse(await (await json).json())).toMatchObject({ answer: WHOLE, conversationId });
    expect(two.model.requests).toEqual([]);
    two.model.answer = [WHOLE];
    expect((await two.call('/internal/chat', { body: { message: 'And now?', conversationId } })).status).toBe(200);
  });

  it('a reader keeps an answer alive, and nobody else sees it', async () => {
    const { reader, conversationId } = await begin();
    await reader.until('text-delta');
    const elsewhere = new EventReader(await stream(conversationId));
    await elsewhere.until('text-delta');
    const stranger = await two.call(`/internal/chat/${conversationId}/stream`, { caller: { userId: 'bob' } });
    expect(stranger.status).toBe(204);
    await reader.leave();
    await new Promise((resolve) => setTimeout(resolve, RESUME_MS + 1_000));
    expect(one.model.closed).toBe(0);

    await elsewhere.leave();
    const leftAt = performance.now();
    const deadline = leftAt + 3 * RESUME_MS;
    while (one.model.closed === 0 && performance.now() < deadline)
      await new Promise((resolve) => setTimeout(resolve, 20));
    expect(one.model.closed).toBe(1);
    expect(performance.now() - leftAt).toBeGreaterThan(RESUME_MS - 1_500);
    expect(await answerIn(two, conversationId)).toMatchObject({ status: 'partial', text: 'The yearly fee' });
  });

  it('an answer goes on for its own readers when Redis goes away', async () => {
    const { reader, conversationId } = await begin();
    await reader.until('text-delta');
    await redis.goAway();
    goOn();
    expect(textOf(await reader.rest())).toBe(WHOLE);
    expect(await answerIn(one, conversationId)).toMatchObject({ status: 'complete', text: WHOLE });
    one.model.answer = ['Without Redis ', { wait: forever }];
    const next = await begin();
    await next.reader.until('text-delta');
    await one.call(`/internal/chat/${next.conversationId}`, { method: 'DELETE' });
    expect(typesOf(await next.reader.rest()).slice(-2)).toEqual(['abort', '[DONE]']);
  });
});
