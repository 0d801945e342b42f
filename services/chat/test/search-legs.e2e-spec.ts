import { chatAnswerSchema } from '@shared/contracts';
import { startLocalAzure, type TestAzure } from '../../../tests/support/local-azure.js';
import { indexTexts, startAzureChat } from './support/azure-chat.js';
import type { ServedChat } from './support/chat-app.js';
import { EventReader, typesOf } from './support/event-reader.js';

const QUESTION = 'How much does the Falcon plan pay for eye care?';

/** Halves of the hybrid search that fail, on the wire. 400 is a failure that no client repeats. */
describe('a search that loses a leg', () => {
  let azure: TestAzure;
  let chat: ServedChat;

  beforeAll(async () => {
    azure = await startLocalAzure();
    await indexTexts(azure, {
      'plan-of-falcon': 'The Falcon plan pays up to 340 euros a year for eye care.',
      'plan-of-parking': 'Parking permits are free for every employee of the plan.',
    });
    chat = await startAzureChat(azure);
  }, 60_000);

  afterAll(async () => {
    await chat.close();
    await azure.stop();
  });

  afterEach(() => fetch(`${azure.url}/admin/faults`, { method: 'DELETE' }));

  async function fail(rule: { service: string; operation: string; count?: number; fault?: object }): Promise<void> {
    const made = await fetch(`${azure.url}/admin/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ fault: { kind: 'status', status: 400 }, ...rule }),
    });
    expect(made.status).toBe(201);
  }

  const ask = (headers = {}) => chat.call('/internal/chat', { body: { message: QUESTION }, headers });
  const counted = async (series: string): Promise<number> => {
    const line = (await chat.metrics()).split('\n').find((text) => text.startsWith(`groundwork_chat_${series} `));
    return Number(line?.split(' ').at(-1) ?? 0);
  };
  const modelCalls = async (): Promise<number> => {
    const reply = await fetch(`${azure.url}/admin/calls`);
    const { calls } = (await reply.json()) as { calls: { operation: string; calls: number }[] };
    return calls.find(({ operation }) => operation === 'chat')?.calls ?? 0;
  };

  it.each([
    ['the embeddings', { service: 'models', operation: 'embeddings' }, 'vector'],
    ['the query with a vector', { service: 'search', operation: 'query', count: 1 }, 'vector'],
    ['the query with a vector, then the words', { service: 'search', operation: 'query', count: 2 }, 'keyword'],
  ])('answers from the other half without %s, says so in the stream and counts it', async (_, rule, lost) => {
    const series = `search_degraded_total{lost="${lost}",service="chat"}`;
    const before = await counted(series);
    await fail(rule);

    const events = await new EventReader(await ask()).rest();

    expect(events.filter(({ data }) => data !== '[DONE]' && data.type === 'data-degraded')).toMatchObject([
      { data: { data: { degraded: true } } },
    ]);
    expect(typesOf(events)).toContain('source-document');
    expect(typesOf(events).slice(-2)).toEqual(['finish', '[DONE]']);
    expect((await counted(series)) - before).toBe(1);
  });

  it('tells it in the JSON answer, and nothing of it once both halves answer', async () => {
    await fail({ service: 'search', operation: 'query', count: 1 });
    const accept = { accept: 'application/json' };
    const half = chatAnswerSchema.parse(await (await ask(accept)).json());
    const whole = chatAnswerSchema.parse(await (await ask(accept)).json());

    expect([half.degraded, whole.degraded]).toEqual([true, false]);
    for (const { answer } of [half, whole]) expect(answer).toContain('340 euros');
  });

  it('never answers without a leg: an error in the stream and in JSON, the model not asked, and counted', async () => {
    const [failed, calls] = [await counted('search_failed_total{service="chat"}'), await modelCalls()];
    await fail({ service: 'search', operation: 'query' });

    const events = await new EventReader(await ask()).rest();
    const reply = await ask({ accept: 'application/json' });

    expect(typesOf(events).slice(-3)).toEqual(['data-error', 'error', '[DONE]']);
    expect(events.at(-3)?.data).toMatchObject({ data: { code: 'dependency_unavailable' } });
    expect(typesOf(events)).not.toContain('text-delta');
    expect([reply.status, await reply.json()]).toMatchObject([503, { code: 'dependency_unavailable' }]);
    expect((await counted('search_failed_total{service="chat"}')) - failed).toBe(2);
    expect(await modelCalls()).toBe(calls);
  });

  it('goes on with words alone while the embeddings stall', async () => {
    const impatient = await startAzureChat(azure, {}, { embedTimeoutMs: 100 });
    try {
      await fail({ service: 'models', operation: 'embeddings', fault: { kind: 'latency', ms: 60_000 } });

      const reply = await impatient.call('/internal/chat', {
        body: { message: QUESTION },
        headers: { accept: 'application/json' },
      });

      expect(chatAnswerSchema.parse(await reply.json())).toMatchObject({ degraded: true, refusal: null });
    } finally {
      await impatient.close();
    }
  });

  it('counts how answers end', async () => {
    const answered = await counted('answers_total{outcome="answered",service="chat"}');
    const refused = await counted('refusals_total{reason="nothing-found",service="chat"}');

    await (await ask({ accept: 'application/json' })).json();
    await chat.call('/internal/search', { body: { query: QUESTION } });
    const body = { message: 'Who painted the ceiling of the chapel?' };
    await (await chat.call('/internal/chat', { body, headers: { accept: 'application/json' } })).json();

    expect((await counted('answers_total{outcome="answered",service="chat"}')) - answered).toBe(1);
    expect((await counted('refusals_total{reason="nothing-found",service="chat"}')) - refused).toBe(1);
  });
});
