import { createServer, type RequestListener, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { startLocalAzure, type TestAzure } from '../../../../tests/support/local-azure.js';
import { describeEmbedder } from './embedder.contract.js';
import { OpenAiEmbedder } from './openai-embedder.adapter.js';

const endpoint = { apiKey: 'test-key', tokenScope: 'scope', timeoutMs: 10_000, model: 'local-hashed' };

describe(OpenAiEmbedder.name, () => {
  let azure: TestAzure;
  beforeAll(async () => {
    azure = await startLocalAzure();
  }, 60_000);
  afterAll(() => azure.stop());

  const embedder = (overrides: Partial<ConstructorParameters<typeof OpenAiEmbedder>[0]> = {}) =>
    new OpenAiEmbedder({ ...endpoint, baseUrl: `${azure.url}/openai/v1`, dimensions: 256, ...overrides });

  describeEmbedder(() => embedder());

  it('asks the model once for a length that is not configured', async () => {
    expect(await embedder({ dimensions: undefined }).dimensions()).toBe(3_072);
  });

  it('says that its key is refused', async () => {
    await expect(embedder({ apiKey: 'wrong' }).embed(['a'])).rejects.toMatchObject({
      code: 'model_credentials_refused',
    });
  });
});

describe('a server that is not Azure', () => {
  let server: Server;
  let handle: RequestListener;
  beforeAll(async () => {
    server = createServer((request, response) => handle(request, response)).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterAll(() => {
    server.close();
    server.closeAllConnections();
  });

  const embedder = (dimensions?: number) =>
    new OpenAiEmbedder({
      ...endpoint,
      baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
      dimensions,
    });
  const answering =
    (data: object[]): RequestListener =>
    (_, response) => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ data }));
    };

  it('may answer with plain numbers, of any length, in any order', async () => {
    handle = answering([
      { index: 1, embedding: [0, 2] },
      { index: 0, embedding: [3, 4] },
    ]);
    expect(await embedder(2).embed(['a', 'b'])).toEqual([
      [0.6, 0.8], // 3/5 and 4/5
      [0, 1],
    ]);
  });

  it('is told apart when its vectors have another length than the index', async () => {
    handle = answering([{ index: 0, embedding: [1, 0, 0] }]);
    await expect(embedder(2).embed(['a'])).rejects.toMatchObject({ code: 'embedding_mismatch' });
  });

  it('fails when it answers a vector too few', async () => {
    handle = answering([]);
    await expect(embedder(2).embed(['a'])).rejects.toMatchObject({ code: 'model_unavailable' });
  });

  it('may be there at the next question, when its length could not be asked', async () => {
    const asked = embedder();
    handle = answering([]);
    await expect(asked.dimensions()).rejects.toMatchObject({ code: 'model_unavailable' });
    handle = answering([{ index: 0, embedding: [1, 0, 0] }]);
    expect(await asked.dimensions()).toBe(3);
  });
});
