import { call } from './support/call.js';
import { expectProblem } from './support/expect-problem.js';
import { setStage, type Stage } from './support/stage.js';

const POLICY =
  "default-src 'self'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data: blob:; " +
  "connect-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

describe('the door', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setStage();
  });
  afterAll(() => stage.stop());
  beforeEach(() => stage.ingestion.reset());

  it.each(['/', '/api/documents', '/api/openapi.json', '/health', '/no/such/file.js'])(
    'keeps a foreign Host out of %s',
    async (path) => {
      const reply = await call(`${stage.url}${path}`, { headers: { host: 'rebound.example' } });

      expectProblem(reply, 403, 'host_not_allowed', /localhost/);
      expect(stage.ingestion.seen).toEqual([]);
    },
  );

  it("keeps another page's request out", async () => {
    const reply = await call(`${stage.url}/api/documents`, {
      method: 'POST',
      headers: { origin: 'http://other.example' },
      body: 'x',
    });
    expectProblem(reply, 403, 'origin_not_allowed');
    expect(stage.ingestion.seen).toEqual([]);
  });

  it("lets the product's own page in", async () => {
    const reply = await call(`${stage.url}/api/documents`, {
      headers: {
        origin: stage.url,
        'sec-fetch-site': 'same-origin',
        'sec-fetch-mode': 'cors',
        'sec-fetch-dest': 'empty',
      },
    });
    expect(reply.status).toBe(200);
  });

  it.each(['/', '/api/documents', '/api/nothing', '/api/docs', '/health/live'])(
    'puts the security headers on %s',
    async (path) => {
      const { headers } = await call(`${stage.url}${path}`);
      expect(headers).toMatchObject({
        'content-security-policy': POLICY,
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
      });
      expect(headers['x-correlation-id']).toMatch(/^[0-9a-f-]{36}$/);
    },
  );

  it.each([
    ['a web page', 'text/html; charset=utf-8', 'inline; filename="a.html"', 'attachment; filename="a.html"'],
    ['a drawing', 'image/svg+xml', 'inline', 'attachment'],
    ['a file of no type', '', '', 'attachment'],
    ['a text', 'text/plain; charset=utf-8', 'inline; filename="a.txt"', 'inline; filename="a.txt"'],
    ['a PDF', 'application/pdf', 'inline; filename="a.pdf"', 'inline; filename="a.pdf"'],
  ])('never lets %s that was uploaded run in our origin', async (_, type, given, disposition) => {
    stage.ingestion.handle = (_incoming, outgoing) => {
      const headers = { ...(type ? { 'content-type': type } : {}), ...(given ? { 'content-disposition': given } : {}) };
      outgoing
        .writeHead(200, { ...headers, 'content-security-policy': "script-src 'unsafe-inline'" })
        .end('<script>alert(1)</script>');
    };

    const { headers } = await call(`${stage.url}/api/documents/01JD0000000000000000000000/content`);

    expect(headers['content-disposition']).toBe(disposition);
    expect(headers['content-security-policy']).toBe(
      "sandbox allow-downloads; default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
    expect(headers['x-content-type-options']).toBe('nosniff');
  });

  it('lets no service replace the security headers', async () => {
    stage.ingestion.handle = (_, outgoing) =>
      outgoing.writeHead(200, { 'content-security-policy': '*', 'x-content-type-options': 'x' }).end();
    const { headers } = await call(`${stage.url}/api/documents`);
    expect([headers['content-security-policy'], headers['x-content-type-options']]).toEqual([POLICY, 'nosniff']);
  });
});
