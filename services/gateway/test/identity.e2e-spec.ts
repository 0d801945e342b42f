import { call } from './support/call.js';
import { expectProblem } from './support/expect-problem.js';
import { setSignInStage, signedInCalls, type SignInStage } from './support/sign-in-stage.js';
import { setStage, type Stage } from './support/stage.js';

/** The gateway where people sign in. */
describe('who is asking', () => {
  let signIn: SignInStage;
  let issuer: SignInStage['issuer'];
  let stage: SignInStage['stage'];
  const { bearer, get, send } = signedInCalls(() => signIn);

  beforeAll(async () => {
    signIn = await setSignInStage();
    ({ issuer, stage } = signIn);
  }, 60_000);
  afterAll(() => signIn?.stop());
  beforeEach(() => stage.ingestion.reset());

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
