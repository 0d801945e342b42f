import { gatewayConfig } from './gateway.config.js';

const needed = {
  CHAT_URL: 'http://chat:1/',
  INGESTION_URL: 'http://ingestion:2',
  ASSERTION_PRIVATE_KEY: 'line one\\nline two',
  STORAGE_TABLE_URL: 'http://tables:4/account',
  MODEL_BASE_URL: 'http://models:3/v1',
  CHAT_MODEL: 'chat-model',
  EMBEDDING_MODEL: 'embedding-model',
};

describe(gatewayConfig.name, () => {
  it('listens on loopback with the limits of the design unless told otherwise', () => {
    expect(gatewayConfig(needed)).toMatchObject({
      host: '127.0.0.1',
      port: 8080,
      services: { chat: 'http://chat:1', ingestion: 'http://ingestion:2' },
      requestsPerMinute: 100,
      uploadsPerMinute: 60,
      uploadMaxBytes: 104_857_600, // 100 MiB
      drainMaxSeconds: 110,
    });
  });

  it('takes a key whose line breaks are written out', () => {
    expect(gatewayConfig(needed).assertionPrivateKey).toBe('line one\nline two');
  });

  it.each(Object.keys(needed))('does not start without %s', (name) => {
    expect(() => gatewayConfig({ ...needed, [name]: undefined })).toThrow(
      new RegExp(`^Bad environment: ${name} is missing[.;]`),
    );
  });

  it.each([
    ['production', undefined, false],
    ['production', 'false', false],
    ['production', 'true', true],
    ['development', undefined, true],
    [undefined, undefined, true],
  ])('NODE_ENV=%s with ALLOW_ANONYMOUS=%s: starts %s', (NODE_ENV, ALLOW_ANONYMOUS, starts) => {
    const start = (): unknown => gatewayConfig({ ...needed, NODE_ENV, ALLOW_ANONYMOUS });
    if (starts) expect(start).not.toThrow();
    else expect(start).toThrow(/AUTH_MODE=none.*ALLOW_ANONYMOUS=true/);
  });

  const anonymous = { ALLOW_ANONYMOUS: 'true', ANONYMOUS_HOSTS: 'Demo.example, groundwork-gateway' };

  it('answers without sign-in under the names it is told', () => {
    expect(gatewayConfig({ ...needed, ...anonymous }).identity.anonymousHosts).toEqual([
      'demo.example',
      'groundwork-gateway',
    ]);
  });

  it.each([
    ['without ALLOW_ANONYMOUS', { ALLOW_ANONYMOUS: undefined }, /ALLOW_ANONYMOUS=true/],
    [
      'where people sign in',
      { AUTH_MODE: 'oidc', OIDC_ISSUER: 'https://i.example', OIDC_AUDIENCE: 'a' },
      /AUTH_MODE=none/,
    ],
    ['with an address', { ANONYMOUS_HOSTS: 'https://demo.example' }, /without scheme/],
    ['with a port', { ANONYMOUS_HOSTS: 'demo.example:8080' }, /without scheme/],
  ])('does not take names %s', (_, wrong, sentence) => {
    expect(() => gatewayConfig({ ...needed, ...anonymous, ...wrong })).toThrow(sentence);
  });

  const oidc = { AUTH_MODE: 'oidc', OIDC_ISSUER: 'https://issuer.example/', OIDC_AUDIENCE: 'api://a, b' };

  it('lets people sign in with an issuer and an audience, as readers unless told otherwise', () => {
    expect(gatewayConfig({ ...needed, ...oidc, NODE_ENV: 'production' }).identity).toEqual({
      oidc: {
        issuer: 'https://issuer.example',
        audiences: ['api://a', 'b'],
        allowedTenants: [],
        requiredScope: undefined,
        rolesClaim: 'roles',
        defaultRoles: ['reader'],
        usesGroups: true,
        groupsCacheMs: 300_000,
        graph: { url: 'https://graph.microsoft.com/v1.0', tokenScope: 'https://graph.microsoft.com/.default' },
        web: undefined,
      },
      corsOrigins: [],
      anonymousHosts: [],
    });
  });

  it('tells the web app how to sign in once it has a client id', () => {
    const env = {
      ...needed,
      ...oidc,
      OIDC_CLIENT_ID: 'web',
      OIDC_SCOPE: 'openid api://a/access',
      OIDC_RESOURCE: 'urn:a',
    };
    expect(gatewayConfig(env).identity.oidc?.web).toEqual({
      clientId: 'web',
      scope: 'openid api://a/access',
      resource: 'urn:a',
    });
  });

  it.each<[Record<string, string | undefined>, RegExp]>([
    [{ OIDC_ISSUER: undefined }, /needs OIDC_ISSUER/],
    [{ OIDC_AUDIENCE: ' , ' }, /needs OIDC_AUDIENCE/],
    [{ OIDC_ISSUER: 'http://issuer.example' }, /https/],
    [{ OIDC_ISSUER: 'https://login.microsoftonline.com/common/v2.0' }, /OIDC_ALLOWED_TENANTS/],
    [{ OIDC_ISSUER: 'https://login.microsoftonline.com/organizations/v2.0' }, /OIDC_ALLOWED_TENANTS/],
    [{ OIDC_DEFAULT_ROLES: 'owner' }, /OIDC_DEFAULT_ROLES/],
    [{ CORS_ORIGINS: 'https://app.example/path' }, /CORS_ORIGINS/],
    [{ CORS_ORIGINS: '*' }, /CORS_ORIGINS/],
    [{ AUTH_MODE: 'none', CORS_ORIGINS: 'https://app.example' }, /AUTH_MODE=none answers its own pages only/],
  ])('does not start with %j', (change, sentence) => {
    expect(() => gatewayConfig({ ...needed, ...oidc, ...change })).toThrow(sentence);
  });

  it('lets nobody in without a role when told so', () => {
    expect(gatewayConfig({ ...needed, ...oidc, OIDC_DEFAULT_ROLES: 'none' }).identity.oidc?.defaultRoles).toEqual([]);
  });
});
