import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { call } from './support/call.js';
import { expectProblem } from './support/expect-problem.js';
import { setStage, type Stage } from './support/stage.js';

/** One connection, spoken to byte by byte. */
class RawClient {
  private constructor(
    private readonly socket: Socket,
    readonly ended: Promise<string>,
  ) {}

  static async open(url: string): Promise<RawClient> {
    const { port } = new URL(url);
    const socket = connect(Number(port), '127.0.0.1');
    let text = '';
    socket.setEncoding('utf8').on('data', (piece: string) => (text += piece));
    socket.on('error', () => undefined);
    const ended = once(socket, 'close').then(() => text);
    await once(socket, 'connect');
    return new RawClient(socket, ended);
  }

  say(...lines: readonly string[]): void {
    this.socket.write(lines.join('\r\n'));
  }

  leave(): void {
    this.socket.destroy();
  }
}

const HOST = 'Host: localhost';
const SMUGGLED = ['GET /api/documents HTTP/1.1', HOST, '', ''];
/** Statuses of all answers in what a connection said. */
const statuses = (text: string): number[] =>
  Array.from(text.matchAll(/^HTTP\/1\.1 (\d{3})/gm), ([, code]) => Number(code));

describe('hostile HTTP', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setStage();
  });
  afterAll(() => stage.stop());
  beforeEach(() => {
    stage.chat.reset();
    stage.ingestion.reset();
  });

  it.each<[string, string[]]>([
    ['two lengths', ['Content-Length: 4', 'Content-Length: 40', '', 'abcd']],
    ['a length and chunks', ['Content-Length: 4', 'Transfer-Encoding: chunked', '', '0', '', '']],
    ['chunks and a length', ['Transfer-Encoding: chunked', 'Content-Length: 4', '', '0', '', '']],
    ['a length that is none', ['Content-Length: 4x', '', 'abcd']],
    ['a negative length', ['Content-Length: -4', '', 'abcd']],
    ['a length with a sign', ['Content-Length: +4', '', 'abcd']],
    ['a coding that is none', ['Transfer-Encoding: xchunked', '', '0', '', '']],
    ['chunks that are not the last coding', ['Transfer-Encoding: chunked, identity', '', '0', '', '']],
    ['a blank before the colon', ['Transfer-Encoding : chunked', '', '0', '', '']],
    ['a folded header', ['X-One: a', ' b', '', '']],
    ['a chunk size that is none', ['Transfer-Encoding: chunked', '', 'zz', 'abcd', '0', '', '']],
    ['a null byte in a header', ['X-One: a\0b', '', '']],
  ])('takes no request with %s, and nothing that is hidden in it', async (_, rest) => {
    const client = await RawClient.open(stage.url);
    client.say('POST /api/search HTTP/1.1', HOST, 'Content-Type: application/json', ...rest);
    client.say(...SMUGGLED);

    const text = await client.ended;

    expect(statuses(text)).toEqual([400]);
    expect(text).toMatch(/\r\nconnection: close\r\n/);
    expect(text).toMatch(/content-type: application\/problem\+json/);
    expect(JSON.parse(text.split('\r\n\r\n')[1] ?? '')).toMatchObject({ status: 400, code: 'http_error' });
    expect([...stage.chat.seen, ...stage.ingestion.seen]).toEqual([]);
  });

  it.each<[string, string[]]>([
    ['no Host', ['GET /api/documents HTTP/1.1', '', '']],
    ['two Hosts', ['GET /api/documents HTTP/1.1', HOST, 'Host: elsewhere', 'Connection: close', '', '']],
    ['lines that end in LF alone', ['GET /api/documents HTTP/1.1\nHost: localhost\n\n']],
    ['a version that is none', ['GET /api/documents HTTP/9.9', HOST, '', '']],
    ['a method that is none', ['GRAB /api/documents HTTP/1.1', HOST, '', '']],
    ['no HTTP at all', ['\x16\x03\x01\x02\x00\x01\x00', '', '']],
  ])('hands on no request with %s', async (_, lines) => {
    const client = await RawClient.open(stage.url);
    client.say(...lines);
    const [status = 0] = statuses(await client.ended);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
    expect(stage.ingestion.seen).toEqual([]);
  });

  it.each([
    'http://elsewhere/api/documents',
    '//elsewhere/api/documents',
    '/api/../internal/documents',
    '/api/documents/../../internal/documents',
    '/api%2fdocuments',
    '/API/documents',
    '/api/documents/%2e%2e/check',
    '/internal/documents',
  ])('forwards nothing for the address %s', async (address) => {
    const client = await RawClient.open(stage.url);
    client.say(`GET ${address} HTTP/1.1`, HOST, 'Connection: close', '', '');
    const [status = 0] = statuses(await client.ended);
    // 503: an address of the web app, which is not built here.
    expect([400, 404, 503]).toContain(status);
    expect(stage.ingestion.seen).toEqual([]);
  });

  it('takes headers of 16 KiB, and answers longer ones', async () => {
    const get = (bytes: number) => call(`${stage.url}/api/documents`, { headers: { 'x-long': 'a'.repeat(bytes) } });
    expect((await get(15_000)).status).toBe(200);
    const reply = await get(17_000);
    expectProblem(reply, 431, 'http_error', /Header/);
    expect(reply.headers['connection']).toBe('close');
  });

  it('hangs up on headers that come too slowly, and serves others meanwhile', async () => {
    const slow = await setStage({}, { headersTimeoutMs: 400 });
    const client = await RawClient.open(slow.url);
    client.say('GET /api/documents HTTP/1.1', HOST, '');
    const drip = setInterval(() => client.say('X-One: 1', ''), 50);

    expect((await call(`${slow.url}/api/documents`)).status).toBe(200);
    const text = await client.ended;

    clearInterval(drip);
    await slow.stop();
    expect(statuses(text)).toEqual([408]);
  });

  it('inflates nothing: a small body that would be large is refused as it is', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    for (const encoding of ['gzip', 'deflate', 'br', 'zstd', 'gzip, gzip', 'x-unknown']) {
      for (const [path, type] of [
        ['/api/search', 'application/json'],
        ['/api/chat', 'application/json'],
        ['/chat', 'application/json'],
        ['/api/admin/keys', 'application/json'],
        ['/api/documents', 'multipart/form-data; boundary=x'],
      ]) {
        const headers = { 'content-type': type ?? '', 'content-encoding': encoding };
        const reply = await call(`${stage.url}${path}`, { method: 'POST', headers, body: bomb });
        expectProblem(reply, 415, 'unsupported_media_type');
      }
    }
    expect([...stage.chat.seen, ...stage.ingestion.seen]).toEqual([]);
  });

  it('sets no cookie', async () => {
    for (const path of ['/', '/config.json', '/api/me', '/api/documents', '/api/docs']) {
      expect((await call(`${stage.url}${path}`)).headers).not.toHaveProperty('set-cookie');
    }
  });
});
