import { table } from '@shared/storage';
import { TableApiKeys, makeKey } from '@shared/keys';
import { startLocalAzure, type TestAzure } from '../../../tests/support/local-azure.ts';
import { TestIssuer } from '../../../tests/support/test-issuer.ts';
import { call, type Reply } from './support/call.js';
import { expectProblem } from './support/expect-problem.js';
import { setStage, type Stage } from './support/stage.js';

const AUDIENCE = 'api://groundwork';
const PAGE = 'https://app.example';

/** The gateway where people sign in, with a table of keys behind it. */
describe('who is asking', () => {
  let azure: TestAzure;
  let issuer: Awaited<ReturnType<typeof TestIssuer.start>>;
  let stage: Stage;

  beforeAll(async () => {
    [azure, issuer] = await Promise.all([startLocalAzure(), TestIssuer.start()]);
    const storage = { tableUrl: azure.table, accountKey: azure.accountKey };
    await new TableApiKeys(storage).prepare();
    stage = await setStage({
      AUTH_MODE: 'oidc',
      NODE_ENV: 'production',
      OIDC_ISSUER: issuer.url,
      OIDC_AUDIENCE: AUDIENCE,
      OIDC_CLIENT_ID: 'web-app',
      OIDC_SCOPE: 'openid chat',
      CORS_ORIGINS: PAGE,
      STORAGE_TABLE_URL: azure.table,
      STORAGE_ACCOUNT_KEY: azure.accountKey,
    });
  }, 60_000);
  afterAll(async () => {
    await stage?.stop();
    await issuer?.stop();
    await azure?.stop();
  });
  beforeEach(() => stage.ingestion.reset());

  const bearer = async (claims: object = {}): Promise<Record<string, string>> => ({
    authorization: `Bearer ${await issuer.token({ sub: 'ann', aud: AUDIENCE, ...claims })}`,
  });
  const get = (path: string, headers: Record<string, string> = {}): Promise<Reply> =>
    call(`${stage.url}${path}`, { headers });
  const send = (method: string, path: string, headers: Record<string, string>, body?: object): Promise<Reply> =>
    call(`${stage.url}${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });

  it('hands the person of a token on to the service, with roles and groups', async () => {
    const reply = await get('/api/documents', await bearer({ roles: ['contributor'], groups: ['sales'] }));

    expect(reply.status).toBe(200);
    expect(stage.ingestion.seen[0]?.caller).toMatchObject({ userId: 'ann', groups: ['sales'], roles: ['contributor'] });
    expect(stage.ingestion.seen[0]?.caller.tenantId).toMatch(/^iss-[0-9a-f]{32}$/);
    expect(stage.ingestion.seen[0]?.headers).not.toHaveProperty('authorization');
  });

  it.each<[string, () => Promise<Record<string, string>>]>([
    ['nothing', async () => ({})],
    ['an expired token', () => bearer({ exp: 1 })],
    ['a token for somebody else', () => bearer({ aud: 'api://elsewhere' })],
    ['a key that is none', async () => ({ 'api-key': `gw_${'a'.repeat(43)}` })],
    ['a key in the address of no WebSocket', async () => ({ 'x-nothing': '1' })],
    ['a password', async () => ({ authorization: 'Basic YTpi' })],
  ])('lets nobody in with %s, and says how one comes in', async (_, headers) => {
    const reply = await get(`/api/documents?key=gw_${'a'.repeat(43)}`, await headers());

    expectProblem(reply, 401, 'not_identified', /sign in/);
    expect(reply.headers['www-authenticate']).toBe('Bearer');
    expect(stage.ingestion.seen).toEqual([]);
  });

  it('asks for the role of each route', async () => {
    const reader = await bearer({ roles: ['reader'] });
    expectProblem(await send('POST', '/api/documents', reader), 403, 'role_missing', /"contributor"/);
    expectProblem(
      await get('/api/admin/keys', await bearer({ roles: ['contributor'] })),
      403,
      'role_missing',
      /"admin"/,
    );
    expect((await get('/api/documents', reader)).status).toBe(200);
  });

  it('refuses who has too many groups to tell where they cannot be looked up', async () => {
    const reply = await get('/api/documents', await bearer({ _claim_names: { groups: 'src1' } }));
    expectProblem(reply, 403, 'groups_unresolved', /nothing can be shown/);
    expect(stage.ingestion.seen).toEqual([]);
  });

  it('says who one is', async () => {
    const reply = await get('/api/me', await bearer({ name: 'Ann', roles: ['admin'] }));
    expect(reply.json()).toMatchObject({
      userId: 'ann',
      principal: 'user:ann',
      name: 'Ann',
      kind: 'user',
      roles: ['admin'],
    });
  });

  it('tells the web app how to sign in, before anybody has', async () => {
    const reply = await get('/config.json');
    expect(reply.json()).toEqual({
      signIn: { issuer: issuer.url, clientId: 'web-app', scope: 'openid chat', resource: null },
      uploadMaxBytes: 104_857_600,
    });
  });

  describe('API keys', () => {
    const made = { name: 'Nightly', roles: ['contributor'], requestsPerMinute: 9 };

    it('are made by administrators, shown once, and let a program in by either header', async () => {
      const admin = await bearer({ roles: ['admin'] });
      const reply = await send('POST', '/api/admin/keys', admin, made);
      const { key, ...view } = reply.json() as { key: string; id: string; prefix: string };

      expect(reply.status).toBe(201);
      expect(reply.headers['cache-control']).toBe('no-store');
      expect(key).toMatch(/^gw_[A-Za-z0-9_-]{43}$/);
      expect(view).toMatchObject({
        name: 'Nightly',
        prefix: key.slice(0, 8),
        principal: `user:key-${view.id}`,
        roles: ['contributor'],
        limits: { requestsPerMinute: 9, tokensPerDay: null },
        createdBy: 'ann',
        expiresAt: null,
        revokedAt: null,
      });
      for (const headers of [{ authorization: `Bearer ${key}` }, { 'api-key': key }]) {
        expect((await get('/api/documents', headers)).status).toBe(200);
        expect(stage.ingestion.seen.at(-1)?.caller).toMatchObject({
          userId: `key-${view.id}`,
          groups: [],
          roles: ['contributor'],
        });
      }
      const listed = (await get('/api/admin/keys', admin)).body;
      expect(listed).toContain(view.id);
      expect(listed).not.toContain(key);
    });

    it('are refused once they are revoked, and the record says who made and revoked them', async () => {
      const admin = await bearer({ roles: ['admin'] });
      const { key, id } = (await send('POST', '/api/admin/keys', admin, made)).json() as { key: string; id: string };
      expect((await get('/api/documents', { 'api-key': key })).status).toBe(200);

      expect((await send('DELETE', `/api/admin/keys/${id}`, admin)).status).toBe(204);

      expectProblem(await get('/api/documents', { 'api-key': key }), 401, 'not_identified');
      const { items } = (await get('/api/admin/audit?limit=2', admin)).json() as { items: object[] };
      expect(items).toMatchObject([
        { action: 'key.revoked', actor: 'ann', subject: id },
        { action: 'key.made', actor: 'ann', subject: id, detail: ['contributor'] },
      ]);
    });

    it('of another tenant are neither listed nor revoked', async () => {
      const limits = { requestsPerMinute: null, tokensPerDay: null };
      const { key } = makeKey(
        { tenantId: 'elsewhere', name: 'x', roles: ['admin'], expiresAt: null, limits, createdBy: 'bob' },
        '01KB0000000000000000000099',
        Date.now(),
      );
      await new TableApiKeys({ tableUrl: azure.table, accountKey: azure.accountKey }).add(key);
      const admin = await bearer({ roles: ['admin'] });

      expect((await get('/api/admin/keys', admin)).body).not.toContain(key.id);
      expectProblem(await send('DELETE', `/api/admin/keys/${key.id}`, admin), 404, 'key_missing');
    });

    it.each<[object, string]>([
      [{ ...made, roles: [] }, 'invalid_input'],
      [{ ...made, roles: ['owner'] }, 'invalid_input'],
      [{ ...made, name: ' ' }, 'invalid_input'],
      [{ ...made, expiresAt: '2020-01-01T00:00:00.000Z' }, 'invalid_input'],
      [{ ...made, requestsPerMinute: 0 }, 'invalid_input'],
      [{ ...made, hash: 'x' }, 'invalid_input'],
    ])('are not made of %j', async (body, code) => {
      expectProblem(await send('POST', '/api/admin/keys', await bearer({ roles: ['admin'] }), body), 400, code, /\w/);
    });
  });

  describe('usage', () => {
    it('is what the counters say, of the own tenant only', async () => {
      const admin = await bearer({ roles: ['admin'] });
      const { tenantId } = (await get('/api/me', admin)).json() as { tenantId: string };
      const counters = table({ tableUrl: azure.table, accountKey: azure.accountKey }, 'usage');
      await counters.createTable();
      const row = (tenant: string, day: string, requests: number) =>
        counters.upsertEntity({
          partitionKey: `${tenant}|user:bob`,
          rowKey: day,
          requests,
          inputTokens: 10,
          outputTokens: 2,
        });
      await Promise.all([
        row(tenantId, '2026-11-20', 3),
        row(tenantId, '2026-11-21', 4),
        row('elsewhere', '2026-11-20', 9),
      ]);

      const reply = await get('/api/admin/usage?from=2026-11-20&to=2026-11-20', admin);

      expect(reply.json()).toEqual({
        items: [{ principal: 'user:bob', day: '2026-11-20', requests: 3, inputTokens: 10, outputTokens: 2 }],
      });
    });

    it.each(['from=2026-11-21&to=2026-11-20', 'from=2020-01-01&to=2026-01-01', 'from=yesterday'])(
      'is not had for %s',
      async (query) => {
        expectProblem(
          await get(`/api/admin/usage?${query}`, await bearer({ roles: ['admin'] })),
          400,
          'invalid_input',
          /\w/,
        );
      },
    );
  });

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

describe('without sign-in', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setStage();
  });
  afterAll(() => stage.stop());

  it('everybody is the local user, whatever key a client of OpenAI sends', async () => {
    const reply = await call(`${stage.url}/api/me`, { headers: { authorization: 'Bearer unused' } });
    expect(reply.json()).toEqual({
      tenantId: 'local',
      userId: 'local',
      principal: 'user:local',
      name: null,
      kind: 'local',
      roles: ['reader', 'contributor', 'admin'],
    });
    expect(reply.headers).not.toHaveProperty('strict-transport-security');
  });

  it('a key of ours that is none is refused all the same', async () => {
    expectProblem(await call(`${stage.url}/api/me`, { headers: { 'api-key': 'gw_nonsense' } }), 401, 'not_identified');
  });

  it('the web app is told that nobody signs in', async () => {
    expect((await call(`${stage.url}/config.json`)).json()).toEqual({ signIn: null, uploadMaxBytes: 104_857_600 });
  });
});
