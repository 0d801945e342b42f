import { setTimeout as pause } from 'node:timers/promises';
import { QueueServiceClient, StorageSharedKeyCredential } from '@azure/storage-queue';
import type { DocumentView } from '@shared/contracts';
import { MetricsServer } from '@shared/telemetry';
import { DocumentCatalog } from '../src/ports/document-catalog.port.js';
import { DocumentStore } from '../src/ports/document-store.port.js';
import { passageOf } from '../src/ports/passage-index.contract.js';
import { IngestionQueue } from '../src/ports/ingestion-queue.port.js';
import { PassageIndex } from '../src/ports/passage-index.port.js';
import { CatalogDoctor } from '../src/work/catalog-doctor.js';
import { callsOf, noMoreFaults, order } from './support/faults.js';
import {
  ALICE,
  BOB,
  startIngestion,
  startLocalAzure,
  type TestAzure,
  type TestIngestion,
} from './support/ingestion.js';

/** What goes wrong while work is under way, on the real wire of every store. */
describe('work that is disturbed', () => {
  let azure: TestAzure;
  let running: TestIngestion[] = [];
  beforeAll(async () => {
    azure = await startLocalAzure();
  }, 60_000);
  afterEach(async () => {
    await noMoreFaults(azure);
    await Promise.all(running.map((ingestion) => ingestion.stop()));
    running = [];
  });
  afterAll(() => azure?.stop());

  const start = async (role: string, settings: Record<string, string> = {}): Promise<TestIngestion> => {
    const ingestion = await startIngestion(azure, { INGESTION_ROLE: role, ...settings });
    running.push(ingestion);
    return ingestion;
  };
  const stop = async (ingestion: TestIngestion): Promise<void> => {
    running = running.filter((other) => other !== ingestion);
    await ingestion.stop();
  };
  const until = async (claim: () => Promise<boolean>, withinMs = 45_000): Promise<void> => {
    const deadline = Date.now() + withinMs;
    while (!(await claim())) {
      if (Date.now() > deadline) throw new Error(`Not so within ${withinMs} ms`);
      await pause(25);
    }
  };
  const view = async (api: TestIngestion, id: string, asker = ALICE): Promise<DocumentView> =>
    (await api.ask<DocumentView>(asker, 'GET', `/${id}`)).body;
  const uploaded = async (api: TestIngestion, text: string, asker = ALICE): Promise<string> =>
    (await api.upload(asker, 'a.txt', text)).body.id;
  const key = (documentId: string, version = 1) => ({ tenantId: 'local', documentId, version });
  const held = async (api: TestIngestion, id: string): Promise<number> => api.app.get(PassageIndex).count(key(id));
  /** A text of so many passages, each with words of its own. */
  const long = (seed: string, passages: number): string =>
    Array.from({ length: passages }, (_, n) => `Part ${n} of ${seed}. ${`${seed}${n} `.repeat(110)}`).join('\n\n');

  it('ends every document though the queue is emptied in the middle', async () => {
    const all = await start('all', { SWEEP_SECONDS: '1' });
    await order(azure, { service: 'models', operation: 'embeddings', fault: { kind: 'latency', ms: 700 } });
    const ids = await Promise.all([1, 2, 3, 4].map((n) => uploaded(all, long(`purged${n}`, 3))));
    await until(async () => (await view(all, ids[0] ?? '')).status === 'embedding');

    const credential = new StorageSharedKeyCredential('devstoreaccount1', azure.accountKey);
    for (const name of ['ingestion', 'ingestion-bulk'])
      await new QueueServiceClient(azure.queue, credential).getQueueClient(name).clearMessages();
    expect(await all.app.get(IngestionQueue).depth()).toBe(0);

    for (const id of ids) expect((await all.settled(ALICE, id, 60_000)).status).toBe('ready');
  }, 90_000);

  it('lays a document aside for as long as the model asks, says so, goes on with others, and repeats nothing', async () => {
    const all = await start('all');
    // Groups of 32 go in, and then one is told to come back in 12 s: more than is waited with a document in hand.
    await order(azure, { service: 'models', operation: 'embeddings', fault: { kind: 'latency', ms: 500 } });
    const id = await uploaded(all, long('set-aside', 200));
    await until(async () => (await held(all, id)) >= 96);
    await noMoreFaults(azure);
    await order(azure, {
      service: 'models',
      operation: 'embeddings',
      count: 1,
      fault: { kind: 'status', status: 429, retryAfterSeconds: 12 },
    });
    await until(async () => (await view(all, id)).progressDetail?.waiting !== null);
    const { progressDetail, status } = await view(all, id);
    expect(status).toBe('embedding');
    expect(progressDetail?.waiting).toMatchObject({
      code: 'model_throttled',
      message: expect.stringContaining('goes on by itself') as string,
    });
    expect(Date.parse(progressDetail?.waitingUntil ?? '') - Date.now()).toBeGreaterThan(8_000);
    const heldBefore = await held(all, id);
    const callsBefore = await callsOf(azure, 'models', 'embeddings');

    // Meanwhile there is room for what needs no model: a damaged file is told at once.
    const { body } = await all.upload(ALICE, 'broken.pdf', '%PDF-1.4 broken');
    expect(await all.settled(ALICE, body.id, 5_000)).toMatchObject({ failure: { code: 'pdf_corrupt' } });
    expect((await view(all, id)).status).toBe('embedding');

    const ready = await all.settled(ALICE, id, 30_000);
    expect(ready).toMatchObject({ status: 'ready', failure: null });
    expect(ready.progressDetail).toMatchObject({ attempt: 1, chunks: ready.passages, chunksIndexed: ready.passages });
    expect(heldBefore).toBeGreaterThanOrEqual(96);
    // Two calls a group of 32, and one to look: what was there is not embedded again, which would be six calls more.
    const calls = (await callsOf(azure, 'models', 'embeddings')) - callsBefore;
    expect(calls).toBeLessThanOrEqual(2 * Math.ceil((ready.passages - heldBefore) / 32) + 1);
  }, 60_000);

  it('does not start a healthy run anew because of a second message', async () => {
    const all = await start('all', { EXTRACT_PROCESSES: '2' });
    await order(azure, { service: 'models', operation: 'embeddings', fault: { kind: 'latency', ms: 1_500 } });
    const id = await uploaded(all, long('renamed', 70));
    await until(async () => (await view(all, id)).status === 'embedding');
    const run = (await all.app.get(DocumentCatalog).find('local', id))?.row.run;

    await all.ask(ALICE, 'PATCH', `/${id}`, { title: 'Another name', visibleTo: ['group:sales'] });
    await pause(1_500);

    expect((await all.app.get(DocumentCatalog).find('local', id))?.row.run).toBe(run);
    expect(await all.settled(ALICE, id)).toMatchObject({ status: 'ready', title: 'Another name' });
    expect((await view(all, id, BOB)).status).toBe('ready');
  });

  it('goes on from where a worker that stopped handed it back, and counts no failure', async () => {
    const api = await start('api');
    await order(azure, { service: 'models', operation: 'embeddings', fault: { kind: 'latency', ms: 300 } });
    const id = await uploaded(api, long('handed', 70));
    for (let stops = 1; stops <= 6; stops += 1) {
      const worker = await start('worker');
      const seen = await held(api, id);
      await until(async () => (await held(api, id)) > seen || (await view(api, id)).status === 'ready');
      await stop(worker);
      if ((await view(api, id)).status === 'ready') break;
    }
    await noMoreFaults(azure);
    await start('worker');

    const ready = await api.settled(ALICE, id);
    expect(ready).toMatchObject({ status: 'ready', progressDetail: { attempt: 1 } });
    expect(await held(api, id)).toBe(ready.passages);
  }, 60_000);

  it('leaves nothing of a document that is deleted while its passages are written', async () => {
    const all = await start('all', { EXTRACT_PROCESSES: '2' });
    await order(azure, { service: 'search', operation: 'index-documents', fault: { kind: 'latency', ms: 400 } });
    const id = await uploaded(all, long('deleted', 70));
    await until(async () => (await view(all, id)).status === 'embedding');

    expect((await all.ask(ALICE, 'DELETE', `/${id}`)).status).toBe(204);

    await until(async () => (await all.app.get(DocumentCatalog).find('local', id)) === undefined);
    await until(async () => (await all.app.get(IngestionQueue).depth()) === 0);
    expect(await held(all, id)).toBe(0);
    expect(await all.app.get(DocumentStore).has(key(id), 'file')).toBe(false);
    expect(await all.app.get(DocumentStore).has(key(id), 'text.json')).toBe(false);
  });

  it('tells what a crash between two stores left, and mends it only when asked', async () => {
    const all = await start('all');
    const { id } = await all.settled(ALICE, await uploaded(all, 'A document that is well.'));
    const doctor = all.app.get(CatalogDoctor);
    const store = all.app.get(DocumentStore);
    const index = all.app.get(PassageIndex);
    const none = { lostFiles: 0, lostPassages: 0, lostListings: 0, orphanFiles: 0, orphanPassages: 0, strayRows: 0 };
    await until(async () => (await all.app.get(IngestionQueue).depth()) === 0);
    await doctor.examine({ orphanMs: 0 });
    expect(await doctor.examine({ orphanMs: 0, isDryRun: true })).toMatchObject({ ...none, forgottenWork: 0 });

    const bytes = (text: string) => new Response(text).body;
    const { Readable } = await import('node:stream');
    const file = (text: string) => Readable.fromWeb(bytes(text) as Parameters<typeof Readable.fromWeb>[0]);
    // An upload that died before its row; a version that died before the old one was removed; passages of neither.
    await store.write(key('dead-upload'), 'file', file('nobody knows me'));
    await store.write(key(id, 7), 'file', file('an old version'));
    const vector = { tenantId: 'local', contentVector: Array.from({ length: 256 }, () => 0.0625) };
    await index.write([passageOf(id, 7, 3, vector), passageOf('dead-document', 1, 4, vector)]);
    await all.app.get(DocumentCatalog).claimContent('local', 'alice', 'f00d', 'dead-claim');
    await until(async () => (await index.count(key('dead-document'))) === 1);
    const found = { ...none, orphanFiles: 2, orphanPassages: 2, strayRows: 1 };

    expect(await doctor.examine({ isDryRun: true })).toMatchObject({ ...none, orphanPassages: 2 }); // the rest is young
    expect(await doctor.examine({ orphanMs: 0, isDryRun: true })).toMatchObject(found);
    expect(await doctor.examine({ orphanMs: 0 })).toMatchObject(found);
    expect(await doctor.examine({ orphanMs: 0, isDryRun: true })).toMatchObject(none);
    expect(await all.settled(ALICE, id)).toMatchObject({ status: 'ready', passages: 1 });
    expect(await held(all, id)).toBe(1);
  });

  it('keeps documents in the catalog when the queue is full, and takes them in when there is room', async () => {
    const api = await start('api', { QUEUE_MAX_DEPTH: '2' });
    const ids: string[] = [];
    for (let n = 0; n < 5; n += 1) ids.push(await uploaded(api, `Full ${n}.`));
    expect(await api.app.get(IngestionQueue).depth()).toBe(2);

    await start('worker', { SWEEP_SECONDS: '1', QUEUE_MAX_DEPTH: '2' });

    for (const id of ids) expect((await api.settled(ALICE, id, 40_000)).status).toBe('ready');
  }, 60_000);

  it('serves a single document of one person before the hundredth of another', async () => {
    const api = await start('api');
    const crowd: string[] = [];
    for (let n = 0; n < 40; n += 1) crowd.push(await uploaded(api, `One of a great many ${n}.`));
    const single = await uploaded(api, 'The only one of somebody else.', BOB);

    const worker = await start('worker');
    await api.settled(BOB, single);
    const readyBefore = (await Promise.all(crowd.map((id) => view(api, id)))).filter(
      ({ status }) => status === 'ready',
    );

    // 20 in the first lane, and every fourth turn goes to the second: 26 at most, and one more in hand.
    expect(readyBefore.length).toBeLessThan(30);
    for (const id of crowd) expect((await api.settled(ALICE, id, 40_000)).status).toBe('ready');
    await stop(worker);
  }, 60_000);

  it('counts stages, outcomes and reasons, and tells depth and age of the queue', async () => {
    const all = await start('all', { METRICS_PORT: '0' });
    await all.settled(ALICE, await uploaded(all, 'Counted.'));
    const { body } = await all.upload(ALICE, 'broken.pdf', '%PDF-1.4 broken for metrics');
    await all.settled(ALICE, body.id);

    const metrics = await (await fetch(all.app.get(MetricsServer).url ?? '')).text();

    expect(metrics).toMatch(/^groundwork_ingestion_documents_total\{outcome="ready",service="ingestion"\} 1$/m);
    expect(metrics).toMatch(/^groundwork_ingestion_failures_total\{reason="pdf_corrupt",service="ingestion"\} 1$/m);
    for (const stage of ['extracting', 'chunking', 'embedding', 'indexing'])
      expect(metrics).toMatch(
        new RegExp(`^groundwork_ingestion_stage_seconds_count\\{.*stage="${stage}".*\\} 1$`, 'm'),
      );
    expect(metrics).toMatch(/^groundwork_ingestion_queue_depth\{service="ingestion"\} \d+$/m);
    expect(metrics).toMatch(/^groundwork_ingestion_queue_age_seconds\{service="ingestion"\} [\d.]+$/m);
  });
});
