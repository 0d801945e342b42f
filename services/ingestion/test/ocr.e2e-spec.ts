import type { DocumentText, DocumentView } from '@shared/contracts';
import { scanOf } from '../../../tests/support/documents.ts';
import { DocumentStore } from '../src/ports/document-store.port.js';
import { PassageIndex } from '../src/ports/passage-index.port.js';
import { callsOf, noMoreFaults, order } from './support/faults.js';
import { ALICE, startIngestion, startLocalAzure, type TestAzure, type TestIngestion } from './support/ingestion.js';

/** Pages that are pictures, read by local Azure's stand-in: it reads the alternative texts of figures. */
describe('text recognition', () => {
  let azure: TestAzure;
  let ingestion: TestIngestion;

  beforeAll(async () => {
    azure = await startLocalAzure();
    ingestion = await startIngestion(azure, {
      DOCUMENT_INTELLIGENCE_URL: azure.url,
      DOCUMENT_INTELLIGENCE_API_KEY: azure.apiKey,
    });
  }, 60_000);
  afterAll(async () => {
    await ingestion?.stop();
    await azure?.stop();
  });
  afterEach(() => noMoreFaults(azure));

  const upload = async (pages: Parameters<typeof scanOf>[0]): Promise<DocumentView> =>
    (await ingestion.upload(ALICE, 'scan.pdf', await scanOf(pages))).body;
  const readings = () => callsOf(azure, 'document-intelligence', 'analyze');
  const view = async (id: string) => (await ingestion.ask<DocumentView>(ALICE, 'GET', `/${id}`)).body;
  const passagesOf = async (documentId: string) => {
    const found: [page: unknown, content: unknown][] = [];
    const version = { tenantId: 'local', documentId, version: 1 };
    for await (const { page, content } of ingestion.app.get(PassageIndex).held(version)) found.push([page, content]);
    return found.toSorted(([a], [b]) => Number(a) - Number(b));
  };

  it('reads the pages without text, and those alone, each in its place', async () => {
    const { id } = await upload([
      { text: 'Glasses are paid every two years.', picture: 'The logo of the firm' },
      { picture: 'Dental care\nis paid twice a year.' },
      {},
      { text: 'Hearing aids are not paid.' },
      { picture: 'Signed in Lyon.' },
    ]);

    expect(await ingestion.settled(ALICE, id)).toMatchObject({
      status: 'ready',
      pages: 5,
      pagesWithoutText: [3],
      passages: 4,
    });
    const { body } = await ingestion.ask<DocumentText>(ALICE, 'GET', `/${id}/text`);
    expect(body.text).toBe(
      'Glasses are paid every two years.\n\nDental care\nis paid twice a year.\n\nHearing aids are not paid.\n\nSigned in Lyon.',
    );
    expect(await passagesOf(id)).toEqual([
      [1, 'Glasses are paid every two years.'],
      [2, 'Dental care\nis paid twice a year.'],
      [4, 'Hearing aids are not paid.'],
      [5, 'Signed in Lyon.'],
    ]);
  });

  it('reads a document that is nothing but pictures', async () => {
    const { id } = await upload([{ picture: 'The only words there are.' }]);

    expect(await ingestion.settled(ALICE, id)).toMatchObject({ status: 'ready', pagesWithoutText: [], passages: 1 });
  });

  it('asks nobody about a document that has text on every page', async () => {
    const before = await readings();

    const { id } = await upload([{ text: 'One page of text.' }, { text: 'And another.' }]);

    expect(await ingestion.settled(ALICE, id)).toMatchObject({ status: 'ready', passages: 2 });
    expect(await readings()).toBe(before);
  });

  it('says so when there is nothing to read', async () => {
    const { id } = await upload([{}, {}]);

    expect(await ingestion.settled(ALICE, id)).toMatchObject({
      status: 'failed',
      failure: { code: 'document_no_text' },
      passages: 0,
    });
  });

  it('tries again while the service is away, and never leaves its pages out', async () => {
    await order(azure, {
      service: 'document-intelligence',
      operation: 'analyze',
      count: 2,
      fault: { kind: 'status', status: 503 },
    });

    const { id } = await upload([{ text: 'Words before the flood.' }, { picture: 'Words behind the flood.' }]);
    const document = await ingestion.settled(ALICE, id);

    expect(document).toMatchObject({ status: 'ready', pagesWithoutText: [], passages: 2 });
    expect(document.progressDetail?.attempt).toBe(3);
  });

  it('lays a document aside while its quota is used up, tells its owner why, and counts no try', async () => {
    await order(azure, {
      service: 'document-intelligence',
      operation: 'analyze',
      count: 1,
      fault: { kind: 'status', status: 429, retryAfterSeconds: 11 },
    });

    const { id } = await upload([{ picture: 'Patience is paid.' }]);
    const waiting = await until(async () => {
      const document = await view(id);
      return document.progressDetail?.waiting ? document : undefined;
    });

    expect(waiting.progressDetail?.waiting).toEqual({
      code: 'ocr_throttled',
      message: 'Text recognition is over its quota; the document goes on by itself.',
    });
    const document = await ingestion.settled(ALICE, id, 25_000);
    expect(document).toMatchObject({ status: 'ready', passages: 1 });
    expect(document.progressDetail?.attempt).toBe(1);
  }, 40_000);

  it('keeps the text of a document whose pictures are refused, and says which pages those are', async () => {
    await order(azure, {
      service: 'document-intelligence',
      operation: 'analyze',
      count: 1,
      fault: { kind: 'status', status: 400 },
    });

    const { id } = await upload([{ text: 'These words can be read anyway.' }, { picture: 'These cannot.' }]);

    expect(await ingestion.settled(ALICE, id)).toMatchObject({ status: 'ready', pagesWithoutText: [2], passages: 1 });
  });

  it('pays once for pages whose document has to be worked on again, and removes what it kept with it', async () => {
    const before = await readings();
    await order(azure, {
      service: 'models',
      operation: 'embeddings',
      count: 1,
      fault: { kind: 'status', status: 400 },
    });

    const { id } = await upload([{ picture: 'Read once and paid once.' }]);
    const document = await ingestion.settled(ALICE, id);

    expect(document).toMatchObject({ status: 'ready', passages: 1 });
    expect(document.progressDetail?.attempt).toBe(2);
    expect(await readings()).toBe(before + 1);

    const kept = () =>
      ingestion.app.get(DocumentStore).has({ tenantId: 'local', documentId: id, version: 1 }, 'ocr.json');
    expect(await kept()).toBe(true);
    expect((await ingestion.ask(ALICE, 'DELETE', `/${id}`)).status).toBe(204);
    await until(async () => ((await kept()) ? undefined : true));
  });
});

/** Waits until there is something, 10 seconds at most. */
async function until<Found>(look: () => Promise<Found | undefined>): Promise<Found> {
  const deadline = Date.now() + 10_000;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error('Not so within 10 s');
    await new Promise((next) => setTimeout(next, 25));
  }
}
