import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startLocalAzure, type TestAzure } from '../../../../tests/support/local-azure.ts';
import { AzureContentScreen } from './azure-content-screen.adapter.js';
import { describeContentScreen } from './content-screen.contract.js';

const { signal } = new AbortController();

describe(AzureContentScreen.name, () => {
  let azure: TestAzure;
  beforeAll(async () => {
    azure = await startLocalAzure();
  }, 60_000);
  afterAll(() => azure?.stop());

  describeContentScreen(() => new AzureContentScreen({ url: azure.url, key: azure.apiKey, timeoutMs: 10_000 }));

  it('fails where its key is refused, and shows it in no error', async () => {
    const refused = new AzureContentScreen({ url: azure.url, key: 'not-the-key', timeoutMs: 10_000 });
    const error: unknown = await refused.isAttack('?', signal).catch((reason: unknown) => reason);
    expect(String(error)).toBe('Error: Content Safety answered 401 to shieldPrompt');
  });
});

describe('a service that does not judge', () => {
  let server: Server;
  let url: string;
  let handle: RequestListener;
  beforeAll(async () => {
    server = createServer((request, response) => handle(request, response));
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  });

  const answering =
    (status: number, body: string): RequestListener =>
    (_, response) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(body);

  it.each<[string, RequestListener]>([
    ['a fault', answering(500, '{}')],
    ['too many calls', answering(429, '{}')],
    ['no JSON', answering(200, '<html>')],
    ['no verdict', answering(200, '{}')],
    ['a verdict that is none', answering(200, '{"userPromptAnalysis":{"attackDetected":"no"},"documentsAnalysis":[]}')],
    ['another address', (_, response) => response.writeHead(302, { location: `${url}/elsewhere` }).end()],
    ['nothing in time', () => undefined],
  ])('is told from one that finds nothing: %s', async (_, listener) => {
    handle = listener;
    const screen = new AzureContentScreen({ url, key: 'key', timeoutMs: 300 });
    await expect(screen.isAttack('?', signal)).rejects.toThrow();
    await expect(screen.attacksIn(['?'], signal)).rejects.toThrow();
    await expect(screen.severitiesOf('?', signal)).rejects.toThrow();
  });

  it('is told what to judge as Content Safety wants it, five documents and 10,000 characters a call', async () => {
    const asked: unknown[] = [];
    handle = (request, response) => {
      const pieces: Buffer[] = [];
      request.on('data', (piece: Buffer) => pieces.push(piece));
      request.once('end', () => {
        const body = JSON.parse(Buffer.concat(pieces).toString()) as { documents: string[] };
        asked.push([request.method, request.url, request.headers['ocp-apim-subscription-key'], body.documents.length]);
        const documentsAnalysis = body.documents.map(() => ({ attackDetected: false }));
        response.end(JSON.stringify({ documentsAnalysis }));
      });
    };
    const screen = new AzureContentScreen({ url, key: 'key', timeoutMs: 10_000 });
    expect(await screen.attacksIn(['1', '2', '3', '4', '5', '6'], signal)).toEqual(Array<boolean>(6).fill(false));
    const path = '/contentsafety/text:shieldPrompt?api-version=2024-09-01';
    expect(asked).toHaveLength(2);
    expect(asked).toEqual(
      expect.arrayContaining([
        ['POST', path, 'key', 5],
        ['POST', path, 'key', 1],
      ]) as unknown,
    );
  });
});
