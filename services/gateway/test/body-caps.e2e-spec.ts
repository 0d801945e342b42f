import { begin, call, headersOf, read, type Reply } from './support/call.js';
import { expectProblem } from './support/expect-problem.js';
import { setStage, type Stage } from './support/stage.js';

const ID = '01JD0000000000000000000000';
const KIB = 1024;
/** UPLOAD_MAX_BYTES of this stage (3,000) and what a form may add (1 MiB). */
const UPLOAD_CAP_BYTES = 3_000 + 1_048_576;

const JSON_TYPE = { 'content-type': 'application/json' };
/** JSON of exactly so many bytes. */
const filled = (bytes: number): Buffer => Buffer.from(`"${'a'.repeat(bytes - 2)}"`);

/** Sends the body in pieces without saying how long it is. */
async function callChunked(url: string, method: string, body: Buffer): Promise<Reply> {
  const sending = begin(url, { method, headers: { ...JSON_TYPE, 'transfer-encoding': 'chunked' } });
  for (let at = 0; at < body.length; at += 16 * KIB) sending.write(body.subarray(at, at + 16 * KIB));
  sending.end();
  return read(await headersOf(sending));
}

describe('body caps', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setStage({ UPLOAD_MAX_BYTES: '3000' });
  });
  afterAll(() => stage.stop());
  beforeEach(() => {
    stage.chat.reset();
    stage.ingestion.reset();
  });

  describe.each([
    ['POST', '/api/chat', 2 * 1024 * KIB, 'body_too_large', '2 MiB'],
    ['POST', '/api/search', 64 * KIB, 'body_too_large', '64 KiB'],
    ['PATCH', `/api/documents/${ID}`, 64 * KIB, 'body_too_large', '64 KiB'],
    ['POST', '/api/documents', UPLOAD_CAP_BYTES, 'upload_too_large', '2 KiB'],
    ['PUT', `/api/documents/${ID}/content`, UPLOAD_CAP_BYTES, 'upload_too_large', '2 KiB'],
  ])('%s %s', (method, path, capBytes, code, inWords) => {
    const service = (): Stage['chat'] => (path.startsWith('/api/documents') ? stage.ingestion : stage.chat);

    it.each([
      [
        'announced',
        (body: Buffer) =>
          call(`${stage.url}${path}`, {
            method,
            body,
            headers: { ...JSON_TYPE, 'content-length': String(body.length) },
          }),
      ],
      ['chunked', (body: Buffer) => callChunked(`${stage.url}${path}`, method, body)],
    ])('takes exactly its cap, %s', async (_, send) => {
      expect((await send(filled(capBytes))).status).toBe(200);
      expect(service().seen[0]?.body).toHaveLength(capBytes);
    });

    it.each([
      [
        'announced',
        (body: Buffer) =>
          call(`${stage.url}${path}`, {
            method,
            body,
            headers: { ...JSON_TYPE, 'content-length': String(body.length) },
          }),
      ],
      ['chunked', (body: Buffer) => callChunked(`${stage.url}${path}`, method, body)],
    ])('refuses one byte more, %s', async (_, send) => {
      const reply = await send(filled(capBytes + 1));

      expectProblem(reply, 413, code, new RegExp(`${inWords} at most`));
      expect(service().seen).toEqual([]);
    });
  });

  it('refuses a body that is announced as too large before it is sent', async () => {
    const sending = begin(`${stage.url}/api/documents`, { method: 'POST', headers: { 'content-length': '999999999' } });
    const reply = await read(await headersOf(sending));
    sending.destroy();
    expectProblem(reply, 413, 'upload_too_large');
  });

  it('refuses compressed bodies, whose true size nobody knows', async () => {
    const reply = await call(`${stage.url}/api/search`, {
      method: 'POST',
      body: 'x',
      headers: { 'content-encoding': 'gzip' },
    });
    expectProblem(reply, 415, 'unsupported_media_type', /without content-encoding/);
    expect(stage.chat.seen).toEqual([]);
  });
});
