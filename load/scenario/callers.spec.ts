import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { CannotStart } from '../../tools/cannot-start.ts';
import { callersFor, oneCaller } from './callers.ts';

const NOBODY = { key: undefined, keys: undefined };

/** A product's door, as far as callers are concerned, played by the test. */
describe('the callers of a load run', () => {
  let server: Server;
  let url: string;
  let roles: Record<string, string[]>;
  let limit: string | undefined;
  let throttled: number;
  /** From this key on none is made. */
  let failsFrom: number;
  let asked: string[];
  let bodies: { name: string; roles: string[]; expiresAt: string }[];

  beforeEach(async () => {
    [roles, limit, throttled, failsFrom] = [{ '': ['admin', 'contributor', 'reader'] }, '100', 0, Infinity];
    [asked, bodies] = [[], []];
    server = createServer((request, response) => void answer(request, response)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const key = (request.headers.authorization ?? '').replace('Bearer ', '');
    const body = await text(request);
    asked.push(`${request.method} ${request.url} ${key}`);
    response.setHeader('content-type', 'application/json');
    if (limit !== undefined) response.setHeader('ratelimit-limit', limit);
    if (!roles[key]) return void response.writeHead(401).end('{"code":"sign_in_required","detail":"Sign in."}');
    if (request.url === '/api/me')
      return void response.end(JSON.stringify({ principal: `user:${key || 'local'}`, roles: roles[key] }));
    if (throttled > 0) {
      throttled -= 1;
      return void response.writeHead(429, { 'retry-after': '0' }).end('{}');
    }
    if (request.method === 'DELETE') return void response.writeHead(204).end();
    bodies.push(JSON.parse(body) as (typeof bodies)[number]);
    if (bodies.length >= failsFrom) return void response.writeHead(500).end('{}');
    const id = `k${bodies.length}`;
    response.writeHead(201).end(JSON.stringify({ id, key: `gw_${id}`, principal: `user:key-${id}` }));
  }

  it('are we ourselves in a smoke test, with or without a key', async () => {
    roles = { '': ['contributor'], mine: ['contributor'] };

    expect(await oneCaller(url, NOBODY)).toMatchObject({ keys: [''], readers: [] });
    expect(await oneCaller(url, { ...NOBODY, key: 'mine' })).toMatchObject({ keys: ['mine'] });
  });

  it('are made by an administrator, one a user, and revoked afterwards, however often they must wait', async () => {
    throttled = 1;
    const callers = await callersFor(url, NOBODY, { users: 3, seconds: 600 });

    expect(callers.keys).toEqual(['gw_k1', 'gw_k2', 'gw_k3']);
    expect(callers.readers).toEqual(['user:key-k1', 'user:key-k2', 'user:key-k3']);
    // Only the first uploads.
    expect(bodies.map((body) => body.roles)).toEqual([['contributor'], ['reader'], ['reader']]);
    for (const { expiresAt } of bodies) {
      const minutes = (Date.parse(expiresAt) - Date.now()) / 60_000;
      // The run's ten minutes and an hour.
      expect(minutes).toBeGreaterThan(65);
      expect(minutes).toBeLessThan(71);
    }

    throttled = 2;
    await callers.release();
    expect(asked.filter((line) => line.startsWith('DELETE'))).toEqual([
      'DELETE /api/admin/keys/k1 ',
      'DELETE /api/admin/keys/k1 ',
      'DELETE /api/admin/keys/k1 ',
      'DELETE /api/admin/keys/k2 ',
      'DELETE /api/admin/keys/k3 ',
    ]);
  });

  it('are those of the environment, and nothing is made then', async () => {
    roles = { one: ['contributor'], two: ['reader'] };

    const callers = await callersFor(url, { ...NOBODY, keys: 'one, two' }, { users: 2, seconds: 600 });

    expect(callers).toMatchObject({ keys: ['one', 'two'], readers: ['user:one', 'user:two'] });
    expect(asked.every((line) => line.startsWith('GET /api/me'))).toBe(true);
  });

  it.each([
    ['fewer keys than the limits allow', 'one two', '159', '160 requests a minute'],
    ['a first key that may not upload', 'two one', '1000', 'role contributor'],
  ])('are refused with %s', async (_, keys, perMinute, words) => {
    roles = { one: ['contributor'], two: ['reader'] };
    limit = perMinute;

    const refused = callersFor(url, { ...NOBODY, keys }, { users: 4, seconds: 600 });

    await expect(refused).rejects.toBeInstanceOf(CannotStart);
    await expect(refused).rejects.toThrow(words);
  });

  it.each([
    ['as many as the limit lets through', '160'],
    ['no limit', undefined],
  ])('may share keys with %s', async (_, perMinute) => {
    roles = { one: ['contributor'], two: ['reader'] };
    limit = perMinute;

    expect((await callersFor(url, { ...NOBODY, keys: 'one two' }, { users: 4, seconds: 600 })).keys).toEqual([
      'one',
      'two',
    ]);
  });

  it('are asked for where nobody is let in, and an administrator where there is none', async () => {
    roles = { mine: ['contributor'] };

    await expect(oneCaller(url, NOBODY)).rejects.toThrow('GROUNDWORK_API_KEY');
    await expect(callersFor(url, { ...NOBODY, key: 'mine' }, { users: 50, seconds: 600 })).rejects.toThrow(
      "an administrator's key",
    );
  });

  it('are revoked if they could not all be made', async () => {
    failsFrom = 3;

    await expect(callersFor(url, NOBODY, { users: 4, seconds: 600 })).rejects.toMatchObject({ status: 500 });

    expect(asked.filter((line) => line.startsWith('DELETE'))).toEqual([
      'DELETE /api/admin/keys/k1 ',
      'DELETE /api/admin/keys/k2 ',
    ]);
  });

  it('are not looked for where nothing answers', async () => {
    const nowhere = createServer().listen(0, '127.0.0.1');
    await once(nowhere, 'listening');
    const { port } = nowhere.address() as AddressInfo;
    nowhere.close();
    await once(nowhere, 'close');

    await expect(oneCaller(`http://127.0.0.1:${port}`, NOBODY)).rejects.toThrow('Nothing answers at');
  });
});
