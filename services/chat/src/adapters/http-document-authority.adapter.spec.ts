import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { documentCheckBody } from '@shared/contracts';
import { CATALOG, CATALOG_ASKER, describeDocumentAuthority } from '../ports/document-authority.contract.js';
import { HttpDocumentAuthority } from './http-document-authority.adapter.js';

type Handler = (body: string, response: ServerResponse, request: IncomingMessage) => void;

/** The ingestion service's answer, by its contract. */
const catalog: Handler = (body, response, request) => {
  if (
    request.url !== '/internal/documents/check' ||
    request.headers['x-groundwork-assertion'] !== CATALOG_ASKER.assertion
  ) {
    response.writeHead(401).end();
    return;
  }
  const { documents } = documentCheckBody.parse(JSON.parse(body));
  const { readable } = CATALOG;
  const visible = documents.filter(
    ({ documentId, version }) =>
      documentId === readable.documentId && (version === undefined || version === readable.version),
  );
  json(response, { visible: visible.map(() => readable) });
};

function json(response: ServerResponse, body: object): void {
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(body));
}

describe(HttpDocumentAuthority.name, () => {
  let server: Server;
  let handle: Handler;
  let calls: number;

  beforeAll(async () => {
    server = createServer((request, response) => void answer(request, response)).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterAll(() => {
    server.close();
    server.closeAllConnections();
  });
  beforeEach(() => {
    handle = catalog;
    calls = 0;
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    calls += 1;
    let body = '';
    for await (const part of request) body += String(part);
    handle(body, response, request);
  }
  const authority = (timeoutMs?: number) =>
    new HttpDocumentAuthority(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, timeoutMs);
  const asked = [{ documentId: 'document-open', version: 2 }];

  describeDocumentAuthority(() => authority());

  it('asks once for many passages of one version, and nobody for none', async () => {
    await authority().readable(CATALOG_ASKER, []);
    expect(calls).toBe(0);
    await authority().readable(
      CATALOG_ASKER,
      Array.from({ length: 300 }, () => CATALOG.readable),
    );
    expect(calls).toBe(1);
  });

  it.each<[string, Handler, number]>([
    ['a fault', (_, response) => response.writeHead(503).end('{}'), 5_000],
    ['a refusal', (_, response) => response.writeHead(401).end('{}'), 5_000],
    ['nonsense', (_, response) => response.end('<html>'), 5_000],
    ['another shape', (_, response) => json(response, { visible: [{ documentId: 'document-open' }] }), 5_000],
    ['silence past the deadline', () => undefined, 20],
    ['a cut connection', (_, response) => void response.destroy(), 5_000],
  ])('fails closed on %s', async (_, fault, timeoutMs) => {
    handle = fault;
    await expect(authority(timeoutMs).readable(CATALOG_ASKER, asked)).rejects.toMatchObject({
      code: 'dependency_unavailable',
    });
  });

  it('believes nothing it did not ask for', async () => {
    handle = (_, response) =>
      json(response, { visible: [{ ...CATALOG.readable, documentId: 'document-other' }, CATALOG.readable] });
    expect(await authority().readable(CATALOG_ASKER, asked)).toEqual([CATALOG.readable]);
  });
});
