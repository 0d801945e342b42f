import type { DocumentView } from '@shared/contracts';
import { MAX_TRIES } from '../src/work/ingestion-worker.js';
import { passageOf } from '../src/ports/passage-index.contract.js';
import { DocumentStore } from '../src/ports/document-store.port.js';
import { DocumentCatalog } from '../src/ports/document-catalog.port.js';
import { IngestionQueue, type LeasedWork } from '../src/ports/ingestion-queue.port.js';
import { PassageIndex } from '../src/ports/passage-index.port.js';
import { ALICE, startIngestion, startLocalAzure, type TestAzure, type TestIngestion } from './support/ingestion.js';

/** What a crash of a process or of the storage leaves behind, and how it ends. */
describe('after something went wrong', () => {
  let azure: TestAzure;
  let running: TestIngestion[] = [];
  beforeAll(async () => {
    azure = await startLocalAzure();
  }, 60_000);
  afterEach(async () => {
    await Promise.all(running.map((ingestion) => ingestion.stop()));
    running = [];
  });
  afterAll(() => azure?.stop());

  const start = async (role: string): Promise<TestIngestion> => {
    const ingestion = await startIngestion(azure, { INGESTION_ROLE: role });
    running.push(ingestion);
    return ingestion;
  };
  const stop = async (ingestion: TestIngestion): Promise<void> => {
    running = running.filter((other) => other !== ingestion);
    await ingestion.stop();
  };
  const until = async (claim: () => Promise<boolean>): Promise<void> => {
    const deadline = Date.now() + 20_000;
    while (!(await claim())) {
      if (Date.now() > deadline) throw new Error('Not so within 20 s');
      await new Promise((next) => setTimeout(next, 50));
    }
  };
  const message = async (queue: IngestionQueue): Promise<LeasedWork> => {
    let work: LeasedWork | undefined;
    await until(async () => (work = await queue.take()) !== undefined);
    if (!work) throw new Error('No message');
    return work;
  };
  const ready = async (ingestion: TestIngestion, text: string): Promise<DocumentView> => {
    const { body } = await ingestion.upload(ALICE, 'a.txt', text);
    const document = await ingestion.settled(ALICE, body.id);
    expect(document.status).toBe('ready');
    return document;
  };
  const key = (documentId: string) => ({ tenantId: 'local', documentId, version: 1 });

  it('works on a document whose message was lost', async () => {
    const api = await start('api');
    const { body } = await api.upload(ALICE, 'a.txt', 'The message of this one is lost.');
    await (await message(api.app.get(IngestionQueue))).complete();
    expect((await api.ask<DocumentView>(ALICE, 'GET', `/${body.id}`)).body.status).toBe('queued');

    expect(await (await start('worker'), api).settled(ALICE, body.id)).toMatchObject({ status: 'ready', passages: 1 });
  });

  it('goes on with a document that another worker had in hand when it was killed', async () => {
    const api = await start('api');
    const { body } = await api.upload(ALICE, 'a.txt', 'Begun and not ended.');
    const catalog = api.app.get(DocumentCatalog);
    const stored = await catalog.find('local', body.id);
    if (!stored) throw new Error('No row');
    const updatedAt = new Date(Date.now() - 60_000).toISOString();
    await catalog.change(stored, { status: 'embedding', progress: 0.6, run: 'the-dead-one', updatedAt });

    await start('worker');

    expect(await api.settled(ALICE, body.id)).toMatchObject({ status: 'ready', progress: 1, passages: 1 });
  });

  it('gives up on a document after five tries, says so, and tries again when asked', async () => {
    const api = await start('api');
    const { body } = await api.upload(ALICE, 'a.txt', 'Five tries failed.');
    const queue = api.app.get(IngestionQueue);
    for (let tries = 0; tries < MAX_TRIES; tries += 1) await (await message(queue)).handBack(0);

    await start('worker');

    expect(await api.settled(ALICE, body.id)).toMatchObject({
      status: 'failed',
      failure: { code: 'ingestion_gave_up' },
    });
    await api.ask(ALICE, 'POST', `/${body.id}/retry`);
    expect((await api.settled(ALICE, body.id)).status).toBe('ready');
  });

  it('waits when the model is over its quota, and fails nothing for it', async () => {
    const ingestion = await start('all');
    const fault = { kind: 'status', status: 429, retryAfterMs: 50 };
    await fetch(`${azure.url}/admin/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ service: 'models', operation: 'embeddings', count: 7, fault }),
    });

    expect(await ready(ingestion, 'Seven times too many.')).toMatchObject({ passages: 1 });
  });

  it('says so when the storage has lost the file of a ready document', async () => {
    const before = await start('all');
    const { id } = await ready(before, 'This file will be lost.');
    await before.app.get(DocumentStore).remove('local', id);
    await stop(before);

    const after = await start('all');

    await until(async () => (await after.ask<DocumentView>(ALICE, 'GET', `/${id}`)).body.status === 'failed');
    const { body } = await after.ask<DocumentView>(ALICE, 'GET', `/${id}`);
    expect(body.failure).toMatchObject({
      code: 'file_lost',
      message: expect.stringContaining('upload it again') as string,
    });
    expect((await after.upload(ALICE, 'a.txt', 'This file will be lost.')).status).toBe(202);
  });

  it('makes passages again that the index has lost, and removes those of nobody', async () => {
    const before = await start('all');
    const { id } = await ready(before, 'These passages will be lost.');
    const index = before.app.get(PassageIndex);
    await index.remove('local', id);
    await index.write([
      passageOf('nobody-s-document', 1, 0, {
        tenantId: 'local',
        contentVector: Array.from({ length: 256 }, () => 0.0625),
      }),
    ]);
    await until(async () => (await index.count(key('nobody-s-document'))) === 1);
    await stop(before);

    const after = await start('all');

    const found = after.app.get(PassageIndex);
    await until(async () => (await found.count(key(id))) === 1);
    await until(async () => (await found.count(key('nobody-s-document'))) === 0);
    expect((await after.settled(ALICE, id)).status).toBe('ready');
  });

  it('drops a message whose document is not there', async () => {
    const ingestion = await start('all');
    const queue = ingestion.app.get(IngestionQueue);
    await queue.send({ tenantId: 'local', documentId: 'never-was-there' });

    await until(async () => (await queue.depth()) === 0);
  });
});
