import { ASSERTION_HEADER } from '@shared/identity';
import { exportPKCS8, generateKeyPair, importPKCS8, SignJWT } from 'jose';
import { routeTable } from '../../services/gateway/src/routing/route-table.js';
import { KINDS, KNOWN, REFUSED, type Kind, type Known } from './callers.ts';
import type { Row } from './row.ts';
import { ASIDE, ASKED, SECRET, setScene, TITLE, type Scene } from './scene.ts';
import { BEHIND_ONLY, table } from './table.ts';

let scene: Scene;
beforeAll(async () => {
  scene = await setScene();
}, 120_000);
afterAll(() => scene?.stop());

/** The forwarder of all routes that the services own: the gateway's own table says which those are. */
const FORWARDER = 'ALL /api/*';
const unique = (names: readonly string[]): string[] => [...new Set(names)].sort();
const publicRoutes = (): string[] => {
  const forwarded = routeTable.filter(({ owner }) => owner !== 'gateway');
  const own = scene.product.gateway.routes.filter((route) => route !== FORWARDER);
  return unique([...own, ...forwarded.map(({ method, path }) => `${method} ${path}`)]);
};

/** Status, code of an error, and which of the scene's words the answer tells. */
const outcomeOf = ({ status, body }: { status: number; body: string }): string => {
  const code = status >= 400 ? /"code":"(\w+)"/.exec(body)?.[1] : undefined;
  const words = [
    [TITLE, 'title'],
    [SECRET, 'secret'],
    [ASIDE, 'aside'],
    [ASKED, 'asked'],
  ].flatMap(([word, name]) => (word && body.includes(word) ? [name] : []));
  return [status, code, ...words].filter((part) => part !== undefined).join(' ');
};

const isKnown = (kind: Kind): kind is Known => KNOWN.some((known) => known === kind);
const expected = ({ outcomes }: Row, kind: Kind): string => {
  if ('open' in outcomes) return outcomes.open;
  return isKnown(kind) ? outcomes[kind] : REFUSED[kind];
};
/** For those who are refused whatever they ask for: nothing needs to be made for them. */
const withoutMaking = (made: Scene): Scene => ({
  ...made,
  newDocument: async () => made.documentId,
  newConversation: async () => made,
  newKeyId: async () => made.documentId,
});
const nameOf = ({ route, what }: Row): string => (what ? `${route} ${what}` : route);

describe('every route', () => {
  it('has a row, and every row is of a route', () => {
    const routes = publicRoutes();
    process.stdout.write(
      `access: ${routes.length} public routes in ${table.length} rows for ${KINDS.length} kinds of callers, ` +
        `${table.length * KINDS.length} answers; ${scene.product.chat.routes.length} routes of chat and ` +
        `${scene.product.ingestion.routes.length} of ingestion behind them\n`,
    );
    expect(scene.product.gateway.routes).toContain(FORWARDER);
    expect(unique(table.map(({ route }) => route))).toEqual(routes);
  });

  it('of the description is there', () => {
    expect(publicRoutes()).toEqual(expect.arrayContaining(routeTable.map(({ method, path }) => `${method} ${path}`)));
  });

  it.each(['chat', 'ingestion'] as const)('of %s is behind a public one, or known to have none', (name) => {
    const forwarded = routeTable
      .filter(({ owner }) => owner === name)
      .map(({ method, path }) => `${method} ${path.replace('/api/', '/internal/')}`);
    const shape = (routes: readonly string[]): string[] =>
      unique(routes.map((route) => route.replace(/\{\w+\}/g, '{}')));
    expect(shape(scene.product[name].routes)).toEqual(shape([...forwarded, ...BEHIND_ONLY[name]]));
  });
});

describe.each(table.map((row) => [nameOf(row), row] as const))('%s', (_, row) => {
  it.each(KINDS)('as %s', async (kind) => {
    const call = await row.call(isKnown(kind) ? scene : withoutMaking(scene));
    expect(outcomeOf(await scene.ask(call, scene.callers[kind]))).toBe(expected(row, kind));
  });
});

describe('HEAD', () => {
  const rows = table.filter(
    ({ route }) => route.startsWith('GET ') && !/\/(events|stream|realtime|sessions)$/.test(route),
  );
  it.each(rows.map((row) => [nameOf(row), row] as const))('of %s tells no more than GET', async (_, row) => {
    for (const kind of ['owner', 'other', 'admin', 'nobody'] as const) {
      const { status, body } = await scene.ask({ ...(await row.call(scene)), method: 'HEAD' }, scene.callers[kind]);
      expect([kind, status, body]).toEqual([kind, Number(expected(row, kind).split(' ')[0]), '']);
    }
  });
});

describe('who has left a group', () => {
  it.each(['', '/export', '/export?format=json'])(
    'finds nothing of its documents in old conversations but the answers (%s)',
    async (path) => {
      const call = { method: 'GET', path: `/api/conversations/${scene.exMembersConversationId}${path}` };
      expect(outcomeOf(await scene.ask(call, scene.callers.exMember))).toBe('200 secret asked');
    },
  );
});

describe('the services behind the gateway', () => {
  const sign = async (pem: string, changes: { aud?: string; iss?: string; agoSeconds?: number } = {}) => {
    const issuedAt = Math.floor(Date.now() / 1000) - (changes.agoSeconds ?? 0);
    return (
      new SignJWT({ tid: 'home', groups: [], roles: ['admin'], cid: 'access-test' })
        .setProtectedHeader({ alg: 'EdDSA' })
        .setSubject('owner')
        .setIssuer(changes.iss ?? 'groundwork-gateway')
        .setAudience(changes.aud ?? 'groundwork-internal')
        .setIssuedAt(issuedAt)
        // Whoever signs may say that it lasts for ever: it does not.
        .setExpirationTime(issuedAt + 3_600)
        .sign(await importPKCS8(pem, 'EdDSA'))
    );
  };
  const routes = (): [url: string, route: string][] =>
    (['chat', 'ingestion'] as const).flatMap((name) =>
      scene.product[name].routes
        .filter((route) => !/ \/health\/(live|ready)$/.test(route))
        .map((route): [string, string] => [scene.product[name].url, route]),
    );

  it.each<[string, () => Promise<Record<string, string>>]>([
    ['nothing', async () => ({})],
    ["a person's token", async () => scene.callers.admin],
    ["a person's token as an assertion", async () => ({ [ASSERTION_HEADER]: bearerOf(scene.callers.admin) })],
    ['an API key', async () => scene.callers.apiKey],
    ['an assertion of another key', async () => ({ [ASSERTION_HEADER]: await sign(await otherKey()) })],
    ['one older than a minute', async () => ({ [ASSERTION_HEADER]: await signed({ agoSeconds: 61 }) })],
    ['one for somebody else', async () => ({ [ASSERTION_HEADER]: await signed({ aud: 'elsewhere' }) })],
    ['one of another issuer', async () => ({ [ASSERTION_HEADER]: await signed({ iss: 'elsewhere' }) })],
  ])('answer nobody who comes with %s', async (_, headers) => {
    const shown = await headers();
    for (const [url, route] of routes()) {
      const [method = '', path = ''] = route.replace(/\{\w+\}/g, scene.documentId).split(' ');
      const reply = await fetch(`${url}${path}`, { method, headers: shown });
      expect([route, reply.status, await reply.json()]).toMatchObject([route, 401, { code: 'not_identified' }]);
    }
  });

  it('answer an assertion of the gateway', async () => {
    const headers = { [ASSERTION_HEADER]: await signed({ agoSeconds: 50 }) };
    const reply = await fetch(`${scene.product.ingestion.url}/internal/documents`, { headers });
    expect(reply.status).toBe(200);
  });

  const signed = (changes: Parameters<typeof sign>[1]): Promise<string> => sign(scene.product.privateKey, changes);
});

const bearerOf = ({ authorization }: Readonly<Record<string, string>>): string => authorization?.split(' ')[1] ?? '';

async function otherKey(): Promise<string> {
  const { privateKey } = await generateKeyPair('EdDSA', { extractable: true });
  return exportPKCS8(privateKey);
}
