import { TableApiKeys, makeKey } from '@shared/keys';
import { table } from '@shared/storage';
import { expectProblem } from './support/expect-problem.js';
import { setSignInStage, signedInCalls, type SignInStage } from './support/sign-in-stage.js';

/** What administrators make, see and take back, in their own tenant only. */
describe('administration', () => {
  let signIn: SignInStage;
  let azure: SignInStage['azure'];
  let stage: SignInStage['stage'];
  const { bearer, get, send } = signedInCalls(() => signIn);

  beforeAll(async () => {
    signIn = await setSignInStage();
    ({ azure, stage } = signIn);
  }, 60_000);
  afterAll(() => signIn?.stop());
  beforeEach(() => stage.ingestion.reset());

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
});
