import type { DocumentView } from '@shared/contracts';
import { Groundwork } from '../../tools/client/groundwork.ts';
import { newDataDir, removeDataDir, startProduct, type OwnProduct } from '../../tools/client/own-product.ts';
import { inMemory, upload } from '../../tools/client/upload.ts';
import { identityOf } from '../../tools/process/identity.ts';
import { describeAnswers } from './answers.ts';
import { describeBadInput, UPLOAD_MAX_BYTES } from './bad-input.ts';
import { describeClients } from './clients.ts';
import { childrenOf } from './processes.ts';
import { describeReplacement } from './replacement.ts';
import { describeStreams } from './streams.ts';
import { describeTroubles } from './troubles.ts';
import { describeUseChat } from './use-chat.ts';
import { benefits, notes, policy } from './the-documents.ts';

/** A first start may build: a minute on a quiet machine. */
const START_MS = 200_000;

/** The product as `npm start` brings it up, with three documents that it has never seen. */
describe('the product', () => {
  let product: OwnProduct;
  let groundwork: Groundwork;
  const documents = new Map<string, DocumentView>();
  const document = (fileName: string): DocumentView => {
    const view = documents.get(fileName);
    if (!view) throw new Error(`${fileName} was not uploaded`);
    return view;
  };

  beforeAll(async () => {
    product = await startProduct(await newDataDir(), { UPLOAD_MAX_BYTES: String(UPLOAD_MAX_BYTES) });
    groundwork = new Groundwork(product.url);
    const files = { 'benefits.pdf': await benefits(), 'policy.docx': await policy(), 'notes.txt': notes() };
    for (const [name, content] of Object.entries(files)) {
      const { id } = await upload(product.url, inMemory(name, content));
      documents.set(name, await groundwork.settled(id));
    }
  }, START_MS);

  afterAll(async () => {
    await product.stop();
    await removeDataDir(product.dataDir);
  });

  it('made every document ready, with its pages and passages', () => {
    expect(document('benefits.pdf')).toMatchObject({
      status: 'ready',
      progress: 1,
      mediaType: 'application/pdf',
      pages: 3,
      failure: null,
    });
    expect(document('policy.docx')).toMatchObject({ status: 'ready', pages: null });
    expect(document('notes.txt')).toMatchObject({ status: 'ready', mediaType: 'text/plain', pages: null });
    for (const { passages } of documents.values()) expect(passages).toBeGreaterThan(0);
  });

  it('lists the documents, newest first', async () => {
    const { items } = await groundwork.documents();

    expect(items.map(({ fileName }) => fileName).slice(-3)).toEqual(['notes.txt', 'policy.docx', 'benefits.pdf']);
  });

  describeAnswers(() => groundwork, document);
  describeBadInput(() => groundwork);
  describeClients(() => product);
  describeReplacement(() => groundwork);
  describeTroubles(
    () => product,
    () => groundwork,
  );

  describeStreams(
    () => product,
    () => groundwork,
  );
  describeUseChat(
    () => product,
    () => groundwork,
  );

  it('serves the web chat and says that it is well', async () => {
    const page = await fetch(product.url);
    const health = await fetch(`${product.url}/health`);

    expect(await page.text()).toContain('<div id="root">');
    expect(page.headers.get('content-security-policy')).not.toContain("script-src 'unsafe-inline'");
    expect(await health.json()).toMatchObject({ status: 'ok', azure_openai: 'connected' });
  });

  it('forgets a deleted document from that moment on', async () => {
    const { id } = await upload(
      product.url,
      inMemory('secret.txt', Buffer.from('The vault of Marigold Lane holds nine silver spoons.')),
    );
    await groundwork.settled(id);
    expect((await groundwork.ask({ message: 'What does the vault of Marigold Lane hold?' })).answer).toContain(
      'nine silver spoons',
    );

    expect((await fetch(`${product.url}/api/documents/${id}`, { method: 'DELETE' })).status).toBe(204);

    expect((await groundwork.ask({ message: 'What does the vault of Marigold Lane hold?' })).answer).not.toContain(
      'spoons',
    );
    expect(
      (await groundwork.search({ query: 'Marigold Lane vault', mode: 'keyword' })).items.map(
        ({ documentId }) => documentId,
      ),
    ).not.toContain(id);
  });

  it('ends everything in order when it is asked to', async () => {
    const children = Object.values(childrenOf(product.dataDir));

    expect(await product.stop()).toBe(0);

    expect(product.lines.slice(-2)).toEqual(['Stopping ...', 'Stopped.']);
    expect(children).toHaveLength(4);
    expect(children.filter((pid) => identityOf(pid))).toEqual([]);
  });
});
