import { ANSWER_ORIGIN_HEADER } from '@shared/contracts';
import { startLocalAzure, type TestAzure } from '../../../tests/support/local-azure.ts';
import { TableUsageReadings } from '../src/adapters/table-usage-readings.adapter.js';
import { begin, call, headersOf, type Reply } from './support/call.js';
import { expectProblem } from './support/expect-problem.js';
import type { Handler } from './support/fake-service.js';
import { startFakeModel, type FakeModel } from './support/fake-model.js';
import { setStage, type Stage } from './support/stage.js';

const JSON_TYPE = { 'content-type': 'application/json' };
const SECONDS_A_DAY = 86_400;
const chunk = (data: object): string => `data: ${JSON.stringify(data)}\n\n`;
const usage = (inputTokens: number, outputTokens: number) => ({
  inputTokens,
  outputTokens,
  totalTokens: inputTokens + outputTokens,
});

/** An answer of chat that cost 900 tokens in and 100 out. */
const answering =
  (origin: 'new' | 'known'): Handler =>
  (incoming, outgoing) => {
    incoming.resume();
    outgoing.writeHead(200, { 'content-type': 'text/event-stream', [ANSWER_ORIGIN_HEADER]: origin });
    outgoing.write(chunk({ type: 'data-status', data: { stage: 'answering' } }));
    outgoing.write(chunk({ type: 'text-delta', id: 'answer', delta: 'Four.' }));
    outgoing.write(chunk({ type: 'data-usage', id: 'usage', data: usage(900, 100) }));
    outgoing.end(`${chunk({ type: 'finish' })}data: [DONE]\n\n`);
  };

describe('token budgets', () => {
  let azure: TestAzure;
  let model: FakeModel;
  let stage: Stage;
  beforeAll(async () => {
    azure = await startLocalAzure();
    model = await startFakeModel();
  }, 60_000);
  afterAll(() => Promise.all([azure?.stop(), model?.stop()]));
  afterEach(() => stage.stop());

  /** One that keeps usage in a table, like every gateway. */
  const open = async (settings: Readonly<Record<string, string>>): Promise<void> => {
    const tables = { STORAGE_TABLE_URL: azure.table, STORAGE_ACCOUNT_KEY: azure.accountKey };
    stage = await setStage({ MODEL_BASE_URL: model.url, ...tables, ...settings });
    stage.chat.handle = answering('new');
  };
  const ask = (headers: Readonly<Record<string, string>> = {}): Promise<Reply> =>
    call(`${stage.url}/api/chat`, {
      method: 'POST',
      body: '{"message":"How much?"}',
      headers: { ...JSON_TYPE, ...headers },
    });
  const readings = () => new TableUsageReadings({ tableUrl: azure.table, accountKey: azure.accountKey });
  /** What is kept of everybody, and forgotten for the next test. */
  async function kept() {
    const today = new Date().toISOString().slice(0, 10);
    const days = await readings().ofTenant('local', '2000-01-01', today);
    await readings().erase('local', days[0]?.principal ?? 'user:local');
    return days.map(({ requests, inputTokens, outputTokens }) => [requests, inputTokens, outputTokens]);
  }

  it("counts every answer, by chat's and the model's own count, and keeps that when it ends", async () => {
    await open({});
    expect((await ask()).status).toBe(200);
    expect((await call(`${stage.url}/completion`)).status).toBe(200); // 7 in, 2 out
    await stage.stop();
    expect(await kept()).toEqual([[2, 907, 102]]);
  });

  it('refuses an answer once the day is used up, says so and until when, and asks nobody', async () => {
    // A prompt from documents needs 5,099 tokens: 20,384 bytes and the nine of the question.
    await open({ TOKENS_PER_DAY: '6100' });
    expect((await ask()).status).toBe(200);
    expect((await ask()).status).toBe(200);
    stage.chat.handle = () => expect('asked').toBe('not asked');

    const refused = await ask();

    expectProblem(refused, 429, 'token_budget_exhausted', /^Of your 6100 tokens a day 4100 are left/);
    const { headers } = refused;
    expect(headers).toMatchObject({
      'ratelimit-policy': `"tokens-day";q=6100;w=${SECONDS_A_DAY}`,
      'ratelimit-limit': '6100',
      'ratelimit-remaining': '4100',
      'x-should-retry': 'false',
    });
    expect(headers['retry-after']).toBe(headers['ratelimit-reset']);
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    expect(Number(headers['retry-after'])).toBeLessThanOrEqual(SECONDS_A_DAY);
    await stage.stop();
    expect(await kept()).toEqual([[2, 1_800, 200]]);
  });

  it('refuses by the month, and the plain endpoints too', async () => {
    await open({ TOKENS_PER_MONTH: '9' });
    expect((await call(`${stage.url}/completion`)).status).toBe(200);
    const refused = await call(`${stage.url}/completion`);
    expectProblem(refused, 429, 'insufficient_quota', /^Of your 9 tokens a month 0 are left/);
    await stage.stop();
    await kept();
  });

  it('remembers across a restart what was used', async () => {
    await open({ TOKENS_PER_DAY: '6000' });
    await ask();
    await stage.stop();
    await open({ TOKENS_PER_DAY: '6000' });
    expectProblem(await ask(), 429, 'token_budget_exhausted');
    await stage.stop();
    await kept();
  });

  it('charges a client that drops its connection in the middle', async () => {
    await open({});
    const { promise: closed, resolve: close } = Promise.withResolvers<void>();
    stage.chat.handle = (incoming, outgoing) => {
      incoming.resume();
      outgoing.once('close', close);
      outgoing.writeHead(200, { 'content-type': 'text/event-stream', [ANSWER_ORIGIN_HEADER]: 'new' });
      outgoing.write(chunk({ type: 'data-status', data: { stage: 'answering' } }));
      outgoing.write(chunk({ type: 'text-delta', id: 'answer', delta: 'Four' }));
    };
    const asking = begin(`${stage.url}/api/chat`, { method: 'POST', headers: JSON_TYPE });
    asking.end('{"message":"How much?"}');
    await headersOf(asking);
    asking.destroy();
    await closed;
    await stage.stop();
    // 20,384 + 9 bytes at 4 a token are 5,099; an answer nobody saw the end of is 1,024.
    expect(await kept()).toEqual([[1, 5_099, 1_024]]);
  });

  it('charges a JSON answer', async () => {
    await open({});
    const source = { documentId: '01JD0000000000000000000000', title: 't', score: 1, text: 't', start: 0, end: 1 };
    stage.chat.handle = (incoming, outgoing) => {
      incoming.resume();
      outgoing.writeHead(200, { 'content-type': 'application/json', [ANSWER_ORIGIN_HEADER]: 'new' });
      outgoing.end(JSON.stringify({ answer: 'Four.', sources: [source], usage: usage(900, 100) }));
    };
    const reply = await ask({ accept: 'application/json' });
    expect([reply.status, reply.json()]).toMatchObject([200, { answer: 'Four.' }]);
    await stage.stop();
    expect(await kept()).toEqual([[1, 900, 100]]);
  });

  it('charges neither what chat refuses nor an answer that another request pays for', async () => {
    await open({});
    stage.chat.handle = (incoming, outgoing) => {
      incoming.resume();
      outgoing.writeHead(400, { 'content-type': 'application/problem+json' }).end('{"code":"question_empty"}');
    };
    expect((await ask()).status).toBe(400);
    stage.chat.handle = answering('known');
    const joined = await ask();
    expect(joined.status).toBe(200);
    expect(joined.headers).not.toHaveProperty(ANSWER_ORIGIN_HEADER);
    await stage.stop();
    expect(await kept()).toEqual([]);
  });
});
