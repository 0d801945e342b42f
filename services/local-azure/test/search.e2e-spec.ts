import type { AddressInfo } from 'node:net';
import { AzureKeyCredential, SearchClient, SearchIndexClient, odata, type SearchIndex } from '@azure/search-documents';
import Fastify, { type FastifyInstance } from 'fastify';
import { FAULT_HEADER, FaultDesk } from '../src/faults/fault-desk.js';
import { searchApi } from '../src/search/search.routes.js';
import { EngineFixture, bodyOf, hitsOf } from './search-fixture.js';

/** An index as the product's index set-up makes it. */
const INDEX: SearchIndex = {
  name: 'passages',
  fields: [
    { name: 'id', type: 'Edm.String', key: true, filterable: true, sortable: true },
    { name: 'tenantId', type: 'Edm.String', filterable: true },
    { name: 'title', type: 'Edm.String', searchable: true, analyzerName: 'en.microsoft' },
    { name: 'content', type: 'Edm.String', searchable: true, analyzerName: 'en.microsoft' },
    { name: 'visibleTo', type: 'Collection(Edm.String)', filterable: true, hidden: true },
    {
      name: 'contentVector',
      type: 'Collection(Edm.Single)',
      searchable: true,
      hidden: true,
      stored: false,
      vectorSearchDimensions: 3,
      vectorSearchProfileName: 'vp',
    },
  ],
  similarity: { odatatype: '#Microsoft.Azure.Search.BM25Similarity', k1: 1.2, b: 0.75 },
  vectorSearch: {
    algorithms: [
      { name: 'hnsw', kind: 'hnsw', parameters: { m: 4, efConstruction: 400, efSearch: 500, metric: 'cosine' } },
    ],
    profiles: [{ name: 'vp', algorithmConfigurationName: 'hnsw' }],
  },
  semanticSearch: {
    defaultConfigurationName: 'sem',
    configurations: [
      { name: 'sem', prioritizedFields: { titleField: { name: 'title' }, contentFields: [{ name: 'content' }] } },
    ],
  },
};

interface Passage {
  id: string;
  tenantId?: string;
  title?: string;
  content?: string;
  visibleTo?: string[];
  contentVector?: number[];
}

const PASSAGES: Passage[] = [
  {
    id: 'dental-1',
    tenantId: 't',
    title: 'Dental',
    content: 'The dental plan pays for two cleanings a year.',
    visibleTo: ['user:1', 'everyone'],
    contentVector: [1, 0, 0],
  },
  {
    id: 'health-1',
    tenantId: 't',
    title: 'Health',
    content: 'The deductible is 500 dollars.',
    visibleTo: ['user:2'],
    contentVector: [0, 1, 0],
  },
  {
    id: 'other-1',
    tenantId: 'u',
    title: 'Dental',
    content: 'Another tenant.',
    visibleTo: ['everyone'],
    contentVector: [1, 0, 0],
  },
];

describe('AI Search on the wire, by its own SDK', () => {
  let fixture: EngineFixture;
  let app: FastifyInstance;
  let url: string;
  let indexes: SearchIndexClient;
  let client: SearchClient<Passage>;
  const options = { allowInsecureConnection: true, retryOptions: { maxRetries: 0 } };

  beforeEach(async () => {
    fixture = new EngineFixture();
    app = Fastify({ forceCloseConnections: true });
    app.register(searchApi({ apiKey: 'key', faults: new FaultDesk() }, fixture.engine));
    await app.listen({ port: 0, host: '127.0.0.1' });
    url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
    indexes = new SearchIndexClient(url, new AzureKeyCredential('key'), options);
    client = new SearchClient<Passage>(url, 'passages', new AzureKeyCredential('key'), options);
    await indexes.createIndex(INDEX);
    await client.mergeOrUploadDocuments(PASSAGES);
  });
  afterEach(async () => {
    await app.close();
    fixture.close();
  });

  const call = (path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(`${url}${path}`, {
      ...init,
      headers: { 'api-key': 'key', 'content-type': 'application/json', ...init.headers },
    });
  const post = (path: string, body: unknown, headers = {}): Promise<Response> =>
    call(path, { method: 'POST', body: JSON.stringify(body), headers });
  const failure = async (promise: Promise<unknown>): Promise<unknown> =>
    promise.then(
      () => 'it went well',
      (error: unknown) => error,
    );

  it('keeps an index through its life', async () => {
    const got = await indexes.getIndex('passages');
    expect(got.fields.map(({ name }) => name)).toEqual([
      'id',
      'tenantId',
      'title',
      'content',
      'visibleTo',
      'contentVector',
    ]);
    const names: string[] = [];
    for await (const name of indexes.listIndexesNames()) names.push(name);
    expect(names).toEqual(['passages']);
    expect(await indexes.getIndexStatistics('passages')).toMatchObject({ documentCount: 3, vectorIndexSize: 36 });
    expect(await indexes.getServiceStatistics()).toMatchObject({ counters: { documentCounter: { usage: 3 } } });
    await indexes.createOrUpdateIndex({
      ...INDEX,
      fields: [...INDEX.fields, { name: 'page', type: 'Edm.Int32', filterable: true }],
    });
    expect(await client.getDocumentsCount()).toBe(3);
    await indexes.deleteIndex('passages');
    expect(await failure(indexes.getIndex('passages'))).toMatchObject({ statusCode: 404 });
  });

  it('refuses a change by who has not seen the last state', async () => {
    const stale = await failure(indexes.createOrUpdateIndex({ ...INDEX, etag: '"0x0"' }, { onlyIfUnchanged: true }));
    expect(stale).toMatchObject({
      statusCode: 412,
      message: expect.stringMatching(/^The precondition given in one of the request headers/) as string,
    });
    const { headers } = await call("/indexes('passages')");
    const etag = headers.get('etag') ?? '';
    await indexes.createOrUpdateIndex({ ...INDEX, etag }, { onlyIfUnchanged: true });
    const gone = await call("/indexes('passages')", { method: 'DELETE', headers: { 'if-match': etag } });
    expect(gone.status).toBe(412);
  });

  it('answers a hybrid search with the permissions as a pre-filter, fused as the service does', async () => {
    const found = await client.search('dental cleanings', {
      top: 10,
      includeTotalCount: true,
      searchFields: ['title', 'content'],
      select: ['id', 'title'],
      filter: odata`tenantId eq ${'t'} and visibleTo/any(p: search.in(p, ${['user:1', 'everyone'].join('|')}, '|'))`,
      vectorSearchOptions: {
        filterMode: 'preFilter',
        queries: [
          { kind: 'vector', vector: [1, 0, 0], fields: ['contentVector'], kNearestNeighborsCount: 10, weight: 0.5 },
        ],
      },
    });
    const hits = [];
    for await (const { score, document } of found.results) hits.push([document.id, document.title, score]);
    // First in both lists: 1/60 + 0.5/60 = 0.025
    expect(hits).toEqual([['dental-1', 'Dental', Math.fround(0.025)]]);
    expect(found.count).toBe(1);
  });

  it('answers a semantic search with captions, answers and a score that is marked as a stand-in', async () => {
    const found = await client.search('dental cleanings', {
      queryType: 'semantic',
      select: ['id'],
      semanticSearchOptions: {
        configurationName: 'sem',
        answers: { answerType: 'extractive', count: 1, threshold: 0.5 },
        captions: { captionType: 'extractive', highlight: true },
      },
    });
    expect(found.answers).toMatchObject([{ key: 'dental-1', text: 'The dental plan pays for two cleanings a year.' }]);
    for await (const hit of found.results) {
      expect(hit.rerankerScore).toBe(4);
      expect(hit.captions?.[0]?.highlights).toBe('The <em>dental</em> plan pays for two <em>cleanings</em> a year.');
      break;
    }
    const raw = await post('/indexes/passages/docs/search', { search: 'dental', queryType: 'semantic' });
    expect(await raw.json()).toMatchObject({ '@search.rerankerScoreSource': 'local stand-in' });
  });

  it('leads the SDK through all pages', async () => {
    await client.uploadDocuments(Array.from({ length: 117 }, (_, at) => ({ id: `more-${at}` })));
    const ids = new Set<string>();
    for await (const { document } of (await client.search('*', { select: ['id'] })).results) ids.add(document.id);
    expect(ids.size).toBe(120);
  });

  it('answers 207 without an exception where some documents fail', async () => {
    const { results } = await client.mergeDocuments([{ id: 'nobody' }, { id: 'dental-1', title: 'Teeth' }]);
    expect(results).toMatchObject([
      { key: 'nobody', succeeded: false, statusCode: 404, errorMessage: 'Document not found.' },
      { key: 'dental-1', succeeded: true, statusCode: 200 },
    ]);
    expect(await client.getDocument('dental-1')).toMatchObject({ title: 'Teeth' });
    expect((await client.deleteDocuments('id', ['nobody', 'dental-1'])).results).toMatchObject([
      { statusCode: 200 },
      { statusCode: 200 },
    ]);
  });

  it('answers a document that is not there with 404 and no body, which the SDK cannot read', async () => {
    expect(await failure(client.getDocument('nobody'))).toBeInstanceOf(TypeError);
    const response = await call("/indexes('passages')/docs('nobody')");
    expect([response.status, await response.text()]).toEqual([404, '']);
  });

  it('answers both forms of every path alike', async () => {
    const body = { search: 'dental', select: 'id' };
    const [one, other] = await Promise.all([
      post("/indexes('passages')/docs/search.post.search", body),
      post('/indexes/passages/docs/search', body),
    ]);
    expect(await one.json()).toEqual(await other.json());
    expect(await (await call('/indexes/passages/docs/$count')).text()).toBe('3');
    expect(bodyOf(await (await call('/indexes/passages/docs/health-1')).text()).id).toBe('health-1');
    // The SDK's own `selectedFields` arrives as `%2524select`, which is no parameter of anything; this is.
    const selected = await call("/indexes(%27passages%27)/docs('health-1')?%24select=id,title");
    expect(await selected.json()).toEqual({ id: 'health-1', title: 'Health' });
  });

  it('sends the headers of the service', async () => {
    const { headers } = await post('/indexes/passages/docs/search', {});
    expect(headers.get('content-type')).toBe(
      'application/json; odata.metadata=none; odata.streaming=true; charset=utf-8',
    );
    expect([headers.get('odata-version'), headers.get('elapsed-time')]).toEqual([
      '4.0',
      expect.stringMatching(/^\d+$/),
    ]);
    const count = await call("/indexes('passages')/docs/$count");
    expect(count.headers.get('content-type')).toBe('text/plain; charset=utf-8');
  });

  it.each([
    [
      'a filter that is none',
      { filter: 'This is not a valid filter.', search: '*' },
      {
        code: '',
        message:
          "Invalid expression: Syntax error at position 7 in 'This is not a valid filter.'.\r\nParameter name: $filter",
      },
    ],
    [
      'a wait too short',
      { queryType: 'semantic', search: 'x', semanticConfiguration: 'sem', semanticMaxWaitInMilliseconds: 700 },
      {
        code: 'InvalidRequestParameter',
        message:
          "The 'semanticMaxWaitInMilliseconds' parameter needs to be larger than 750.\r\nParameter name: semanticMaxWaitInMilliseconds",
        details: [
          {
            code: 'ParameterValueOutOfRange',
            message: "The 'semanticMaxWaitInMilliseconds' parameter needs to be larger than 750.",
          },
        ],
      },
    ],
  ])('refuses %s word for word', async (_what, body, error) => {
    const response = await post("/indexes('passages')/docs/search.post.search", body);
    expect([response.status, await response.json()]).toEqual([400, { error }]);
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
  });

  it('refuses a user token it cannot check: native permissions are not emulated', async () => {
    const response = await post('/indexes/passages/docs/search', {}, { 'x-ms-query-source-authorization': 'x' });
    expect([response.status, await response.json()]).toEqual([
      400,
      { error: { code: '', message: "Invalid header: 'x-ms-query-source-authorization'" } },
    ]);
  });

  it.each([{ 'api-key': 'wrong' }, { 'api-key': '' }])('refuses the key %j before anything else', async (headers) => {
    for (const path of ['/indexes', '/servicestats', '/indexes/passages/docs/x', '/indexes/nothing/at/all']) {
      expect((await call(path, { headers })).status).toBe(403);
    }
  });

  it('refuses a batch of more than 16 MB, and what is no operation', async () => {
    const big = await post("/indexes('passages')/docs/search.index", {
      value: [{ id: 'big', content: 'x'.repeat(17 * 1024 * 1024) }],
    });
    expect([big.status, bodyOf(await big.text()).error]).toEqual([
      413,
      expect.objectContaining({ code: 'RequestEntityTooLarge' }),
    ]);
    expect((await post("/indexes('passages')/docs/search.post.suggest", {})).status).toBe(404);
    expect((await call('/indexes/%E0%A4%A')).status).toBe(400);
  });

  it('fails as it is told to', async () => {
    const busy = await post('/indexes/passages/docs/search', {}, { [FAULT_HEADER]: '503/1500' });
    expect([busy.status, busy.headers.get('retry-after-ms')]).toEqual([503, '1500']);
    const partial = await post(
      '/indexes/passages/docs/index',
      { value: [{ id: 'a' }, { id: 'b' }] },
      { [FAULT_HEADER]: 'partial=409/2' },
    );
    expect(hitsOf(bodyOf(await partial.text())).map(({ statusCode }) => statusCode)).toEqual([201, 409]);
    const slow = await post('/indexes/passages/docs/search', {}, { [FAULT_HEADER]: 'latency=20' });
    expect(Number(slow.headers.get('elapsed-time'))).toBeGreaterThanOrEqual(19);
    await expect(post('/indexes/passages/docs/search', {}, { [FAULT_HEADER]: 'cut=0' })).rejects.toThrow();
  });
});
