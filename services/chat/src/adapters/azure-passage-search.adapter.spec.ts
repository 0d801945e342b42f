import { indexClient, passageClient, passageId, passageIndex, passageIndexName } from '@shared/passages';
import { Embedder } from '@shared/models';
import { startLocalAzure, type TestAzure } from '../../../../tests/support/local-azure.js';
import { RETRIEVAL } from '../../test/support/settings.js';
import { describePassageSearch, SEARCH_FIXTURES } from '../ports/passage-search.contract.js';
import { AzurePassageSearch } from './azure-passage-search.adapter.js';

/** Only names the index; the fixtures bring their own vectors. */
class NamedEmbedder extends Embedder {
  readonly model = 'contract';
  dimensions(): Promise<number> {
    return Promise.resolve(4);
  }
  embed(): Promise<number[][]> {
    return Promise.resolve([]);
  }
}

describe(AzurePassageSearch.name, () => {
  let azure: TestAzure;

  beforeAll(async () => {
    azure = await startLocalAzure();
    const name = passageIndexName('contract', 4);
    await indexClient(azure).createIndex(passageIndex(name, 4));
    await passageClient(azure, name).uploadDocuments(SEARCH_FIXTURES.map(row));
  }, 60_000);
  afterAll(() => azure.stop());

  const search = (overrides = {}, at: { url: string; apiKey: string } = azure) =>
    new AzurePassageSearch(at, new NamedEmbedder(), { ...RETRIEVAL, ...overrides });
  const query = {
    caller: { tenantId: 'tenant-1', userId: 'ann', groups: [], roles: [], correlationId: 'correlation-1' },
    text: 'yearly fee',
    vector: [1, 0, 0, 0],
    mode: 'hybrid',
    top: 10,
    documentIds: undefined,
    tags: undefined,
  } as const;

  describePassageSearch(() => search());

  it('weighs the vector leg as configured', async () => {
    // Ann may read two: "fees" is first and "parking" second in both legs; ranks count from 0: 1/60 + w/60, 1/61 + w/61.
    for (const vectorWeight of [0.35, 2]) {
      const [fees, parking] = await search({ vectorWeight }).find(query);
      expect(fees?.score).toBeCloseTo((1 + vectorWeight) / 60, 5);
      expect(parking?.score).toBeCloseTo((1 + vectorWeight) / 61, 5);
    }
  });

  it('uses the semantic ranker where there is one', async () => {
    const [best] = await search({ semanticRanker: true }).find(query);
    // The ranker's scores go from 0 to 4; a fused one stays below 0.05.
    expect(best?.score).toBeGreaterThan(0.05);
  });

  it.each([
    ['an index that is not there', () => search({}, { ...azure, url: `${azure.url}/nowhere` })],
    ['a refused key', () => search({}, { ...azure, apiKey: 'wrong' })],
  ])('says that search is away: %s', async (_, make) => {
    await expect(make().find(query)).rejects.toMatchObject({ code: 'dependency_unavailable' });
  });

  it('says whether it answers', async () => {
    const signal = AbortSignal.timeout(5_000);
    await expect(search().ping(signal)).resolves.toBeUndefined();
    await expect(search({}, { ...azure, apiKey: 'wrong' }).ping(signal)).rejects.toThrow();
  });
});

function row({ tenantId, documentId, content, visibleTo, tags, vector }: (typeof SEARCH_FIXTURES)[number]) {
  return {
    id: passageId(documentId, 1, 0),
    tenantId,
    documentId,
    version: 1,
    ordinal: 0,
    title: documentId,
    heading: null,
    content,
    page: 3,
    lineStart: null,
    lineEnd: null,
    start: 100,
    end: 100 + content.length,
    visibleTo: [...visibleTo],
    tags: [...tags],
    language: 'eng',
    contentVector: [...vector],
  };
}
