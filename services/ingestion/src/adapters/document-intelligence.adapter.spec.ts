import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { scanOf } from '../../../../tests/support/documents.ts';
import { startLocalAzure, type TestAzure } from '../../../../tests/support/local-azure.ts';
import { describeTextRecognition } from '../ports/text-recognition.contract.js';
import { DocumentIntelligence } from './document-intelligence.adapter.js';

describe(DocumentIntelligence.name, () => {
  let folder: string;
  let filePath: string;
  let azure: TestAzure;
  let server: Server;
  let url: string;
  let handle: RequestListener;
  const never = new AbortController().signal;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'groundwork-ocr-'));
    filePath = join(folder, 'scan.pdf');
    await writeFile(
      filePath,
      await scanOf([
        { text: 'Words.', picture: 'Not asked for' },
        { picture: 'Dental care\nis paid.' },
        {},
        { picture: 'Eyes' },
        { picture: 'Ears' },
      ]),
    );
    azure = await startLocalAzure();
    server = createServer((request, response) => handle(request, response));
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    await azure?.stop();
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
    await rm(folder, { recursive: true });
  });

  describeTextRecognition(
    () => new DocumentIntelligence({ url: azure.url, apiKey: azure.apiKey, maxSeconds: 20 }),
    () => filePath,
  );

  it('leaves no result behind', async () => {
    await fetch(`${azure.url}/admin/calls`, { method: 'DELETE' });

    await new DocumentIntelligence({ url: azure.url, apiKey: azure.apiKey, maxSeconds: 20 }).read(filePath, [2], never);

    const { calls } = (await (await fetch(`${azure.url}/admin/calls`)).json()) as {
      calls: { operation: string; calls: number }[];
    };
    expect(calls.find(({ operation }) => operation === 'delete-result')?.calls).toBe(1);
  });

  it('reports a wrong key as unavailable: an administrator mends it, and the document waits', async () => {
    const stranger = new DocumentIntelligence({ url: azure.url, apiKey: 'wrong', maxSeconds: 20 });

    await expect(stranger.read(filePath, [2], never)).rejects.toMatchObject({ code: 'dependency_unavailable' });
  });

  describe('on the wire', () => {
    const HOME = '/documentintelligence/documentModels/prebuilt-read';
    const result = (lines: readonly string[], pageNumber = 2) => ({
      status: 'succeeded',
      analyzeResult: { pages: [{ pageNumber, lines: lines.map((content) => ({ content })) }] },
    });
    const read = (pages: readonly number[] = [2], maxSeconds = 10) =>
      new DocumentIntelligence({ url, apiKey: 'the-key', maxSeconds }).read(filePath, pages, never);
    const accepted = (response: ServerResponse, headers: Record<string, string> = {}) =>
      response
        .writeHead(202, { 'operation-location': `${url}${HOME}/analyzeResults/r-1?api-version=2024-11-30`, ...headers })
        .end();
    const json = (response: ServerResponse, status: number, body: object, headers: Record<string, string> = {}) =>
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
    /** Answers the start with `starts`, one after the other, and each look with the next of `looks`. */
    const script = (starts: ((response: ServerResponse) => void)[], looks: ((response: ServerResponse) => void)[]) => {
      const seen: { method: string; url: string; at: number }[] = [];
      handle = (request: IncomingMessage, response) => {
        seen.push({ method: request.method ?? '', url: request.url ?? '', at: performance.now() });
        const next = request.method === 'POST' ? starts.shift() : request.method === 'GET' ? looks.shift() : undefined;
        request.resume().once('end', () => (next ? next(response) : response.writeHead(204).end()));
      };
      return seen;
    };

    it('sends the file as it is with its length and its key, and names the pages', async () => {
      let sent = Buffer.alloc(0);
      const told: unknown[] = [];
      handle = (request, response) => {
        told.push([request.method, request.url, request.headers['ocp-apim-subscription-key']]);
        if (request.method !== 'POST') return void json(response, 200, result(['x']));
        told.push([request.headers['content-type'], request.headers['content-length']]);
        void buffer(request).then((body) => {
          sent = body;
          accepted(response);
        });
      };

      await read([1, 2, 3, 5]);

      const file = await readFile(filePath);
      expect(sent.equals(file)).toBe(true);
      expect(told).toEqual([
        ['POST', `${HOME}:analyze?pages=1-3%2C5&api-version=2024-11-30`, 'the-key'],
        ['application/octet-stream', String(file.length)],
        ['GET', `${HOME}/analyzeResults/r-1?api-version=2024-11-30`, 'the-key'],
        ['DELETE', `${HOME}/analyzeResults/r-1?api-version=2024-11-30`, 'the-key'],
      ]);
    });

    it('asks 50 pages at once', async () => {
      const seen = script(
        [accepted, accepted],
        [(r) => json(r, 200, result(['a'], 50)), (r) => json(r, 200, result(['b'], 51))],
      );

      const pages = await read(Array.from({ length: 51 }, (_, i) => i + 1));

      expect(
        seen.filter(({ method }) => method === 'POST').map(({ url: asked }) => /pages=([^&]+)/.exec(asked)?.[1]),
      ).toEqual(['1-50', '51']);
      expect(pages).toHaveLength(51);
      expect(pages.slice(-2)).toEqual([
        { page: 50, text: 'a' },
        { page: 51, text: 'b' },
      ]);
    });

    it('looks, and looks again, when it was told to', async () => {
      const seen = script(
        [(r) => accepted(r, { 'retry-after': '1' })],
        [
          (r) => json(r, 200, { status: 'notStarted' }, { 'retry-after': '0' }),
          (r) => json(r, 200, { status: 'running' }, { 'retry-after': '1' }),
          (r) => json(r, 200, result(['done'])),
        ],
      );

      expect(await read()).toEqual([{ page: 2, text: 'done' }]);
      const [start, ...looks] = seen.filter(({ method }) => method !== 'DELETE').map(({ at }) => at);
      expect((looks[0] ?? 0) - (start ?? 0)).toBeGreaterThanOrEqual(990); // a second, less what timers round away
      expect((looks[1] ?? 0) - (looks[0] ?? 0)).toBeLessThan(900);
      expect((looks[2] ?? 0) - (looks[1] ?? 0)).toBeGreaterThanOrEqual(990);
    });

    it('sits a short 429 out, at the start and at the result', async () => {
      const busy = (r: ServerResponse) => json(r, 429, { error: { code: '429' } }, { 'retry-after': '0' });
      const seen = script([busy, accepted], [busy, (r) => json(r, 200, result(['at last']))]);

      expect(await read()).toEqual([{ page: 2, text: 'at last' }]);
      expect(seen.map(({ method }) => method)).toEqual(['POST', 'POST', 'GET', 'GET', 'DELETE']);
    });

    it('hands a long 429 on, with how long', async () => {
      script([(r) => json(r, 429, { error: { code: '429' } }, { 'retry-after': '77' })], []);

      await expect(read()).rejects.toMatchObject({ code: 'ocr_throttled', retryAfterSeconds: 77 });
    });

    it.each([
      ['at once', [(r: ServerResponse) => json(r, 400, { error: { code: 'InvalidRequest' } })], []],
      ['as too large', [(r: ServerResponse) => json(r, 413, { error: { code: 'RequestEntityTooLarge' } })], []],
      [
        'while it reads',
        [accepted],
        [(r: ServerResponse) => json(r, 200, { status: 'failed', error: { code: 'InvalidRequest' } })],
      ],
    ])('says so when the file is refused %s', async (_, starts, looks) => {
      script([...starts], [...looks]);

      await expect(read()).rejects.toMatchObject({ code: 'ocr_refused', kind: 'invalid' });
    });

    it.each<[string, ((r: ServerResponse) => void)[], ((r: ServerResponse) => void)[]]>([
      ['a fault', [(r) => json(r, 503, { error: { code: 'ServiceUnavailable' } })], []],
      ['a fault that is no JSON', [(r) => r.writeHead(502).end('<html>')], []],
      ['a connection that breaks', [(r) => r.destroy()], []],
      ['an answer without a place', [(r) => r.writeHead(202).end()], []],
      ['a redirect', [(r) => r.writeHead(307, { location: '/elsewhere' }).end()], []],
      ['a result that is lost', [accepted], [(r) => json(r, 404, { error: { code: 'NotFound' } })]],
      [
        'a reading that fails for its own sake',
        [accepted],
        [(r) => json(r, 200, { status: 'failed', error: { code: 'InternalServerError' } })],
      ],
      ['a result without pages', [accepted], [(r) => json(r, 200, { status: 'succeeded' })]],
      ['silence', [() => undefined], []],
    ])('reports %s as unavailable, keeping the cause', async (_, starts, looks) => {
      const seen = script([...starts], [...looks]);

      const refused = read([2], 1);

      await expect(refused).rejects.toMatchObject({ code: 'dependency_unavailable' });
      await expect(refused).rejects.toHaveProperty('cause');
      expect(seen.filter(({ method }) => method === 'POST')).toHaveLength(1);
    });
  });
});
