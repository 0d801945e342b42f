import { TableApiKeys } from '@shared/keys';
import { table } from '@shared/storage';
import { startLocalAzure, type TestAzure } from '../../../tests/support/local-azure.ts';
import { call } from './support/call.js';
import { expectProblem } from './support/expect-problem.js';
import { setStage, type Stage } from './support/stage.js';

describe("a person's data", () => {
  let azure: TestAzure;
  let stage: Stage;
  beforeAll(async () => {
    azure = await startLocalAzure();
    await new TableApiKeys({ tableUrl: azure.table, accountKey: azure.accountKey }).prepare();
    stage = await setStage({ STORAGE_TABLE_URL: azure.table, STORAGE_ACCOUNT_KEY: azure.accountKey });
    const usage = table({ tableUrl: azure.table, accountKey: azure.accountKey }, 'usage');
    await usage.createTable();
    for (const principal of ['user:ann', 'user:bob']) {
      await usage.createEntity({ partitionKey: `local|${principal}`, rowKey: '2026-11-20', requests: 3 });
    }
  }, 60_000);
  afterAll(async () => {
    await stage?.stop();
    await azure?.stop();
  });
  beforeEach(() => {
    for (const service of [stage.chat, stage.ingestion]) service.reset();
  });
  const answering = (body: string, status = 200) => {
    return (_: unknown, outgoing: { writeHead(status: number): { end(body: string): void } }) =>
      outgoing.writeHead(status).end(body);
  };
  const at = (userId: string): string => `${stage.url}/api/admin/users/${userId}/data`;
  const record = async () =>
    (await call(`${stage.url}/api/admin/audit`)).json() as { items: { action: string; subject: string }[] };

  it('is handed out in one piece, and that is on record', async () => {
    stage.ingestion.handle = answering('{"kind":"document"}\n');
    stage.chat.handle = answering('{"kind":"conversation"}\n');

    const reply = await call(at('ann'));

    expect(reply.headers).toMatchObject({
      'content-type': 'application/x-ndjson; charset=utf-8',
      'cache-control': 'no-store',
    });
    expect(
      reply.body
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as object),
    ).toEqual([
      { kind: 'document' },
      { kind: 'conversation' },
      { kind: 'usage', principal: 'user:ann', day: '2026-11-20', requests: 3, inputTokens: 0, outputTokens: 0 },
    ]);
    expect((await record()).items[0]).toMatchObject({ action: 'user.exported', subject: 'ann', actor: 'local' });
  });

  it('is not handed out without the part of a service that is silent', async () => {
    let letGo: (() => void) | undefined;
    const isLetGo = new Promise<void>((resolve) => (letGo = resolve));
    stage.ingestion.handle = (_, outgoing) => {
      outgoing.once('close', () => letGo?.());
      outgoing.writeHead(200).write('{"kind":"document"}\n');
    };
    stage.chat.handle = answering('{}', 503);
    expectProblem(await call(at('ann')), 503, 'service_unavailable');
    await isLetGo;
  });

  it('is erased everywhere, for that person alone, and that is on record', async () => {
    stage.ingestion.handle = answering('{"documents":2,"shares":1}');
    stage.chat.handle = answering('{"conversations":4}');

    const reply = await call(at('ann'), { method: 'DELETE' });

    expect(reply.json()).toEqual({ documents: 2, shares: 1, conversations: 4, usageDays: 1 });
    expect((await record()).items[0]).toMatchObject({ action: 'user.erased', subject: 'ann' });
    const usage = (await call(`${stage.url}/api/admin/usage?from=2026-11-20&to=2026-11-20`)).json();
    expect(usage).toMatchObject({ items: [{ principal: 'user:bob' }] });
  });

  it.each(['..', '.', 'a%2Fb', 'a%20b', 'x'.repeat(129)])('is not asked for of "%s"', async (userId) => {
    const reply = await call(at(userId));
    expect([400, 404]).toContain(reply.status);
    expect([...stage.chat.seen, ...stage.ingestion.seen]).toEqual([]);
  });
});
