import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GraphGroupDirectory } from './graph-group-directory.adapter.js';

let server: Server;
let url: string;
let handle: RequestListener;
const seen: { method: string; url: string; authorization: string; body: string }[] = [];

beforeAll(async () => {
  const take: (...call: Parameters<RequestListener>) => Promise<void> = async (incoming, outgoing) => {
    let body = '';
    for await (const piece of incoming) body += String(piece);
    const { method = '', url: path = '', headers } = incoming;
    seen.push({ method, url: path, authorization: headers.authorization ?? '', body });
    handle(incoming, outgoing);
  };
  server = createServer((incoming, outgoing) => void take(incoming, outgoing)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1.0`;
});
afterAll(() => void server.close());
beforeEach(() => void (seen.length = 0));

const answering =
  (body: unknown, status = 200): RequestListener =>
  (_, outgoing) =>
    outgoing.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
const scopes: string[] = [];
const directory = () =>
  new GraphGroupDirectory({ url, tokenScope: 'scope-of-graph' }, () => ({
    getToken: async (scope) => (scopes.push(String(scope)), { token: 'pod-token', expiresOnTimestamp: 0 }),
  }));
const ann = { tenantId: 't', objectId: 'object-1', isProgram: false };

describe(GraphGroupDirectory.name, () => {
  it("asks for all groups of a person with the pod's token", async () => {
    handle = answering({ value: ['a', 'b'] });
    expect(await directory().groupsOf(ann)).toEqual(['a', 'b']);
    expect(seen).toEqual([
      {
        method: 'POST',
        url: '/v1.0/users/object-1/getMemberObjects',
        authorization: 'Bearer pod-token',
        body: '{"securityEnabledOnly":false}',
      },
    ]);
    expect(scopes).toEqual(['scope-of-graph']);
  });

  it('asks for those of a program elsewhere', async () => {
    handle = answering({ value: [] });
    expect(await directory().groupsOf({ ...ann, isProgram: true })).toEqual([]);
    expect(seen[0]?.url).toBe('/v1.0/servicePrincipals/object-1/getMemberObjects');
  });

  it('reads every page', async () => {
    const [first, second] = [
      answering({ value: ['a'], '@odata.nextLink': `${url}/next?page=2` }),
      answering({ value: ['b'] }),
    ];
    handle = (incoming, outgoing) => (incoming.url?.endsWith('?page=2') ? second : first)(incoming, outgoing);
    expect(await directory().groupsOf(ann)).toEqual(['a', 'b']);
  });

  it('carries its token to no other address', async () => {
    handle = answering({ value: ['a'], '@odata.nextLink': 'http://127.0.0.2:1/steal' });
    await expect(directory().groupsOf(ann)).rejects.toThrow('elsewhere');
  });

  it.each<[string, RequestListener]>([
    ['a refusal', answering({ error: { code: 'Authorization_RequestDenied' } }, 403)],
    ['too many', answering({ error: { code: 'Directory_ResultSizeLimitExceeded' } }, 400)],
    ['a quota', answering({}, 429)],
    ['nonsense', answering({ groups: ['a'] })],
    ['a broken connection', (_, outgoing) => void outgoing.destroy()],
  ])('fails on %s, and never answers "none"', async (_, fault) => {
    handle = fault;
    await expect(directory().groupsOf(ann)).rejects.toThrow();
  });
});
