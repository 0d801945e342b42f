import { ModelPool, OpenAiEmbedder } from '@shared/models';
import { passageClient, type PassageRow } from '@shared/passages';
import { BlobDocumentStore } from '../src/adapters/blob-document-store.adapter.js';
import { SearchPassageIndex } from '../src/adapters/search-passage-index.adapter.js';
import { StorageIngestionQueue } from '../src/adapters/storage-ingestion-queue.adapter.js';
import { TableDocumentCatalog } from '../src/adapters/table-document-catalog.adapter.js';
import { readBackendConfig } from '../src/config/ingestion.config.js';
import { migrate, MigrationIncomplete, NothingToRollBack, rollBack } from '../src/setup/index-migration.js';
import { checkEmbeddings, EmbeddingsChanged } from '../src/setup/set-up.js';
import { DocumentStore } from '../src/ports/document-store.port.js';
import { pdfOf } from './support/files.js';
import {
  ALICE,
  environmentOf,
  startIngestion,
  startLocalAzure,
  type TestAzure,
  type TestIngestion,
} from './support/ingestion.js';

const never = new AbortController().signal;
const [OLD, NEW] = ['passages-local-hashed-256', 'passages-local-hashed-128'];

/** Other embeddings: the live product has 256 dimensions, the settings now ask for 128. */
describe('moving to another index', () => {
  let azure: TestAzure;
  let live: TestIngestion;
  const ids: string[] = [];

  const toolsFor = (dimensions: string) => {
    const config = readBackendConfig({ ...environmentOf(azure, 'key'), EMBEDDING_DIMENSIONS: dimensions });
    const embedder = new OpenAiEmbedder(new ModelPool(config.models.deployments), config.models.embedding);
    return {
      catalog: new TableDocumentCatalog(config.storage),
      store: new BlobDocumentStore(config.storage),
      queue: new StorageIngestionQueue(config.storage),
      index: new SearchPassageIndex(config.search, embedder),
      indexNamed: (name: string) => new SearchPassageIndex(config.search, embedder, name),
      embedder,
      say: () => undefined,
    };
  };
  const upload = async (name: string, content: string | Uint8Array): Promise<string> => {
    const { body } = await live.upload(ALICE, name, content);
    expect(await live.settled(ALICE, body.id)).toMatchObject({ status: 'ready' });
    ids.push(body.id);
    return body.id;
  };
  /** All that can be read of an index, by id, without the vectors. */
  const rowsOf = async (name: string): Promise<Partial<PassageRow>[]> => {
    const { search } = readBackendConfig(environmentOf(azure, 'key'));
    const found = await passageClient(search, name).search('*', { top: 100 });
    const rows: Partial<PassageRow>[] = [];
    for await (const { document } of found.results) rows.push(document);
    return rows.toSorted((a, b) => String(a.id).localeCompare(String(b.id)));
  };

  beforeAll(async () => {
    azure = await startLocalAzure();
    live = await startIngestion(azure);
    await upload('pages.pdf', await pdfOf(['The first page is about apples.', 'The second page is about pears.']));
    await upload('lines.txt', `A first line.\n${'Words that fill a passage to its end. '.repeat(120)}\nA last line.`);
    await upload('headed.md', '# Fruit\n\nQuinces are hard.\n\n## Nuts\n\nWalnuts are harder.');
  }, 60_000);
  afterAll(async () => {
    await live?.stop();
    await azure?.stop();
  });

  it('is asked for by name when the embeddings are not those of the documents', async () => {
    const { catalog, index } = toolsFor('128');

    await expect(checkEmbeddings(catalog, index)).rejects.toThrow(EmbeddingsChanged);
    await expect(checkEmbeddings(catalog, index)).rejects.toThrow('npm run index -- migrate');
  });

  it('cannot go back before it went', async () => {
    await expect(rollBack(toolsFor('128'), never)).rejects.toThrow(NothingToRollBack);
  });

  it('is not done while a text is missing: the live index stays in use, and the document is named', async () => {
    const id = await upload('lost.txt', 'The text of this one is lost.');
    await live.app.get(DocumentStore).removeVersion({ tenantId: 'local', documentId: id, version: 1 });
    const tools = toolsFor('128');

    await expect(migrate(tools, never)).rejects.toThrow(MigrationIncomplete);
    await expect(migrate(tools, never)).rejects.toThrow(id);

    expect(await tools.catalog.indexInUse()).toBe(OLD);
    await live.ask(ALICE, 'DELETE', `/${id}`);
    ids.pop();
    // Deleted for every reader at once; what is left of it goes soon after.
    for (const deadline = Date.now() + 20_000; Date.now() < deadline && (await tools.catalog.find('local', id)););
  });

  it('makes the same passages beside the live ones, from the kept texts, and swaps', async () => {
    const before = await rowsOf(OLD);
    const tools = toolsFor('128');

    const report = await migrate(tools, never);

    expect(before.length).toBeGreaterThan(5);
    // What can be read is letter for letter the same: text, offsets, pages, lines, headings, titles.
    expect((await rowsOf(NEW)).filter(({ documentId }) => ids.includes(documentId ?? ''))).toEqual(before);
    expect(report).toMatchObject({
      from: OLD,
      to: NEW,
      documents: 3,
      passages: { from: before.length, to: before.length },
    });
    expect(await rowsOf(OLD)).toEqual(before);
    expect([await tools.catalog.indexInUse(), await tools.catalog.indexBefore()]).toEqual([NEW, OLD]);
    await expect(checkEmbeddings(tools.catalog, tools.index)).resolves.toBeUndefined();
  });

  it('embeds nothing twice when it is run again', async () => {
    expect(await migrate(toolsFor('128'), never)).toMatchObject({ from: NEW, to: NEW, documents: 3, written: 0 });
  });

  it('takes along what the product did meanwhile: a new document, and a new title', async () => {
    // Still the process with the old settings: it writes to the old index.
    await upload('late.txt', 'Uploaded between the swap and the restart.');
    await live.ask(ALICE, 'PATCH', `/${ids[1]}`, { title: 'Renamed since' });

    expect(await migrate(toolsFor('128'), never)).toMatchObject({ documents: 4, written: 1 });

    const titles = new Set(
      (await rowsOf(NEW)).filter(({ documentId }) => documentId === ids[1]).map(({ title }) => title),
    );
    expect([...titles]).toEqual(['Renamed since']);
  });

  it('goes back to the index before, and only with the settings that made it', async () => {
    await expect(rollBack(toolsFor('64'), never)).rejects.toThrow(OLD);

    const tools = toolsFor('256');
    expect(await rollBack(tools, never)).toMatchObject({ from: NEW, to: OLD, documents: 4, written: 0 });

    expect([await tools.catalog.indexInUse(), await tools.catalog.indexBefore()]).toEqual([OLD, NEW]);
    await expect(checkEmbeddings(tools.catalog, tools.index)).resolves.toBeUndefined();
  });
});
