import { call } from './support/call.js';
import { expectProblem } from './support/expect-problem.js';
import { PAGE, setSignInStage, signedInCalls, type SignInStage } from './support/sign-in-stage.js';

/** What a browser is told, and which pages in it may call. */
describe('browsers', () => {
  let signIn: SignInStage;
  let issuer: SignInStage['issuer'];
  let stage: SignInStage['stage'];
  const { bearer, get } = signedInCalls(() => signIn);

  beforeAll(async () => {
    signIn = await setSignInStage();
    ({ issuer, stage } = signIn);
  }, 60_000);
  afterAll(() => signIn?.stop());
  beforeEach(() => stage.ingestion.reset());

  describe('pages of other origins', () => {
    const preflight = (origin: string) =>
      call(`${stage.url}/api/documents`, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'GET', 'access-control-request-headers': 'authorization' },
      });

    it('may call when they are on the list, without cookies', async () => {
      const asked = await preflight(PAGE);
      expect(asked.status).toBe(204);
      expect(asked.headers).toMatchObject({
        'access-control-allow-origin': PAGE,
        'access-control-allow-headers': expect.stringMatching(/(^|, )authorization(,|$)/) as string,
        'x-content-type-options': 'nosniff',
      });
      expect(asked.headers).not.toHaveProperty('access-control-allow-credentials');

      const reply = await get('/api/documents', { origin: PAGE, 'sec-fetch-site': 'cross-site', ...(await bearer()) });
      expect([reply.status, reply.headers['access-control-allow-origin'], reply.headers['vary']]).toEqual([
        200,
        PAGE,
        'Origin',
      ]);
    });

    it.each(['https://evil.example', 'https://app.example.evil.example', 'http://app.example', 'null'])(
      'may not when they are %s',
      async (origin) => {
        for (const reply of [await preflight(origin), await get('/api/documents', { origin, ...(await bearer()) })]) {
          expectProblem(reply, 403, 'origin_not_allowed');
          expect(reply.headers).not.toHaveProperty('access-control-allow-origin');
        }
        expect(stage.ingestion.seen).toEqual([]);
      },
    );
  });

  it('answers under any host name, keeps browsers on TLS, and lets them reach the issuer', async () => {
    const { status, headers } = await get('/api/me', { host: 'chat.example.com', ...(await bearer()) });
    expect(status).toBe(200);
    expect(headers['strict-transport-security']).toBe('max-age=31536000');
    expect(headers['content-security-policy']).toContain(`connect-src 'self' ${issuer.url};`);
    expect(headers['content-security-policy']).toMatch(/(^|; )script-src 'self';/);
  });
});
