import { indexClient, passageClient, passageIndex, passageIndexName, type PassageRow } from '@shared/passages';
import { startLocalAzure, type TestAzure } from '../../../../tests/support/local-azure.ts';
import { describeDocumentCatalog, rowOf } from '../ports/document-catalog.contract.js';
import { describeDocumentStore } from '../ports/document-store.contract.js';
import { describeIngestionQueue } from '../ports/ingestion-queue.contract.js';
import { describePassageIndex, passageOf } from '../ports/passage-index.contract.js';
import { PassageRefused } from '../ports/passage-index.port.js';
import { BlobDocumentStore } from './blob-document-store.adapter.js';
import { fromEntity } from './row-entity.js';
import { SearchPassageIndex } from './search-passage-index.adapter.js';
import { StorageIngestionQueue } from './storage-ingestion-queue.adapter.js';
import { TableDocumentCatalog } from './table-document-catalog.adapter.js';

const embedder = { model: 'Test Model', dimensions: () => Promise.resolve(3) };

let azure: TestAzure;
const storage = () => ({
  blobUrl: azure.blob,
  queueUrl: azure.queue,
  tableUrl: azure.table,
  accountKey: azure.accountKey,
});
const search = () => ({ url: azure.url, apiKey: azure.apiKey });

const store = () => new BlobDocumentStore(storage());
const catalog = () => new TableDocumentCatalog(storage());
const queue = () => new StorageIngestionQueue(storage(), 1);
const index = () => new SearchPassageIndex(search(), embedder);

beforeAll(async () => {
  azure = await startLocalAzure();
  await Promise.all([store().prepare(), catalog().prepare(), queue().prepare(), index().prepare()]);
}, 60_000);
afterAll(() => azure?.stop());

describe(BlobDocumentStore.name, () => describeDocumentStore(store));
describe(TableDocumentCatalog.name, () => describeDocumentCatalog(catalog));
describe(StorageIngestionQueue.name, () => {
  describeIngestionQueue(queue);
});

const titlesOf = async (documentId: string, filter = 'version ge 1'): Promise<string[]> => {
  const reply = await passageClient(search(), passageIndexName(embedder.model, 3)).search('*', {
    filter: `documentId eq '${documentId}' and ${filter}`,
  });
  const titles: string[] = [];
  for await (const { document } of reply.results) titles.push(document.title);
  return titles;
};
describe(SearchPassageIndex.name, () => {
  describePassageIndex(index, titlesOf);

  it('is named after the model and its dimensions', async () => {
    expect(await index().name()).toBe('passages-test-model-3');
  });

  it('gives the index of an earlier build the fields that it lacks, and keeps what is in it', async () => {
    const old = new SearchPassageIndex(search(), { ...embedder, model: 'earlier' });
    const name = await old.name();
    const { fields, ...rest } = passageIndex(name, 3);
    await indexClient(search()).createIndex({ ...rest, fields: fields.filter((field) => field.name !== 'tags') });
    const { tags: _, ...before } = passageOf('before', 1, 0);
    await passageClient(search(), name).uploadDocuments([before as PassageRow]);

    await old.prepare();
    await old.write([passageOf('after', 1, 0, { tags: ['law'] })]);

    const reply = await passageClient(search(), name).search('*', { filter: `tags/any(t: t eq 'law')` });
    const found: string[] = [];
    for await (const { document } of reply.results) found.push(document.documentId);
    expect(found).toEqual(['after']);
    expect(await old.count({ tenantId: 'index', documentId: 'before', version: 1 })).toBe(1);
  });

  it('names every version also where there are more passages than a listing may skip', async () => {
    await index().write([0, 1, 2, 3].flatMap((n) => [passageOf(`deep-${n}`, 1, 0), passageOf(`deep-${n}`, 1, 9_000)]));
    const found: string[] = [];

    for await (const { documentId } of new SearchPassageIndex(search(), embedder, undefined, 3).versions())
      found.push(documentId);

    expect(found.filter((name) => name.startsWith('deep-')).toSorted()).toEqual([
      'deep-0',
      'deep-1',
      'deep-2',
      'deep-3',
    ]);
  });

  describe('when the service is busy', () => {
    const fault = async (fault: object): Promise<void> => {
      const reply = await fetch(`${azure.url}/admin/faults`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ service: 'search', operation: 'index-documents', count: 1, fault }),
      });
      expect(reply.status).toBe(201);
    };
    const five = (documentId: string) => [0, 1, 2, 3, 4].map((ordinal) => passageOf(documentId, 1, ordinal));
    const count = (documentId: string) => index().count({ tenantId: 'index', documentId, version: 1 });

    it('writes what a 207 left out, though the SDK takes it for success', async () => {
      await fault({ kind: 'partial', status: 503, everyNth: 2 });

      await index().write(five('partial'));

      expect(await count('partial')).toBe(5);
    });

    it.each([409, 422, 503])('writes again what failed with %i', async (status) => {
      await fault({ kind: 'partial', status, everyNth: 1 });

      await index().write(five(`again-${status}`));

      expect(await count(`again-${status}`)).toBe(5);
    });

    // 429 of one document: the index is full.
    it.each([400, 404, 429])('does not go on against %i, which stays', async (status) => {
      await fault({ kind: 'partial', status, everyNth: 5 });

      await expect(index().write(five(`final-${status}`))).rejects.toBeInstanceOf(PassageRefused);
    });
  });
});

describe(fromEntity.name, () => {
  it('reads a row of an earlier build, which knew no tags, no language and no empty pages', () => {
    const { tags: _, content, ...row } = rowOf('01KAAAAAAAAAAAAAAAAAAAAAAA');
    const { language: __, pagesWithoutText: ___, ...version } = content;

    expect(fromEntity({ body: JSON.stringify({ ...row, content: version }) })).toEqual({ ...row, content, tags: [] });
  });
});

describe('every place', () => {
  it('is made again without harm, and answers that it is there', async () => {
    for (const place of [store(), catalog(), queue(), index()]) {
      await place.prepare();
      expect(await place.isReachable()).toBe(true);
    }
  });

  it('says within a second that nobody is there', async () => {
    const nowhere = {
      blobUrl: 'http://127.0.0.1:1/a',
      queueUrl: 'http://127.0.0.1:1/a',
      tableUrl: 'http://127.0.0.1:1/a',
      accountKey: azure.accountKey,
    };

    for (const place of [
      new BlobDocumentStore(nowhere),
      new TableDocumentCatalog(nowhere),
      new StorageIngestionQueue(nowhere),
    ]) {
      expect(await place.isReachable()).toBe(false);
    }
  });
});
