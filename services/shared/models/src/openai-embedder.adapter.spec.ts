import { createServer, type RequestListener, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { startLocalAzure, type TestAzure } from '../../../../tests/support/local-azure.js';
import { describeEmbedder } from './embedder.contract.js';
import { singleDeployment } from './models.config.js';
import { OpenAiEmbedder } from './openai-embedder.adapter.js';
import { ModelPool } from './pool/model-pool.js';

const asked = (url: string, dimensions: number | undefined, key = 'test-key'): OpenAiEmbedder => {
  const settings = { MODEL_API_KEY: key, MODEL_TOKEN_SCOPE: 'scope', MODEL_TIMEOUT_MS: 10_000 };
  const model = 'local-hashed';
  const deployment = singleDeployment('embedding', model, { ...settings, MODEL_BASE_URL: url });
  return new OpenAiEmbedder(new ModelPool([deployment]), { model, dimensions });
};

describe(OpenAiEmbedder.name, () => {
  let azure: TestAzure;
  beforeAll(async () => {
    azure = await startLocalAzure();
  }, 60_000);
  afterAll(() => azure.stop());

  const embedder = (dimensions: number | undefined, key?: string) => asked(`${azure.url}/openai/v1`, dimensions, key);

  describeEmbedder(() => embedder(256));

  it('asks the model once for a length that is not configured', async () => {
    expect(await embedder(undefined).dimensions()).toBe(3_072);
  });

  it('says that its key is refused', async () => {
    await expect(embedder(256, 'wrong').embed(['a'])).rejects.toMatchObject({
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
    asked(`http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, dimensions);
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
