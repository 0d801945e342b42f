import { routeTable } from '../src/routing/route-table.js';
import { call } from './support/call.js';
import { expectProblem } from './support/expect-problem.js';
import { setStage, type Stage } from './support/stage.js';

const ID = '01JD0000000000000000000000';
const forwarded = routeTable.filter(({ owner }) => owner !== 'gateway');

const JSON_TYPE = { 'content-type': 'application/json' };

describe('forwarding', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setStage();
  });
  afterAll(() => stage.stop());
  beforeEach(() => {
    stage.chat.reset();
    stage.ingestion.reset();
  });

  it('has every route of the services', () => {
    expect(forwarded).toHaveLength(21); // 10 of documents, 3 of chat, search, 6 of conversations, feedback for administrators
  });

  it.each(forwarded.map((route) => [`${route.method} ${route.path}`, route] as const))(
    '%s goes to its owner, signed, with path, query and body',
    async (_, route) => {
      const path = route.path.replaceAll(/\{\w+\}/g, ID);
      const body = route.body ? '{"any":"body"}' : undefined;

      const reply = await call(`${stage.url}${path}?limit=3&x=%2F`, {
        method: route.method,
        ...(body ? { body, headers: { 'content-type': 'application/json' } } : {}),
      });

      expect(reply.status).toBe(200);
      const [owner, other] = route.owner === 'chat' ? [stage.chat, stage.ingestion] : [stage.ingestion, stage.chat];
      expect(other.seen).toEqual([]);
      expect(owner.seen).toEqual([
        expect.objectContaining({
          method: route.method,
          url: `${path.replace('/api/', '/internal/')}?limit=3&x=%2F`,
          body: body ?? '',
        }),
      ]);
      expect(owner.seen[0]?.caller).toEqual({
        tenantId: 'local',
        userId: 'local',
        groups: [],
        roles: ['reader', 'contributor', 'admin'],
        correlationId: reply.headers['x-correlation-id'],
      });
    },
  );

  it('passes on what a service may see of the headers, and nothing else', async () => {
    await call(`${stage.url}/api/documents`, {
      headers: {
        accept: 'application/json',
        range: 'bytes=0-9',
        'last-event-id': '7',
        'x-correlation-id': 'given-by-client',
        'x-groundwork-assertion': 'forged',
        'x-groundwork-fault': '{"kind":"500"}',
        cookie: 'session=1',
        authorization: 'Bearer secret',
        'x-forwarded-for': '10.0.0.1',
        'proxy-authorization': 'Basic abc',
        te: 'trailers',
        connection: 'close, x-private',
        'x-private': '1',
      },
    });

    const [seen] = stage.ingestion.seen;
    expect(seen?.headers).toEqual({
      accept: 'application/json',
      range: 'bytes=0-9',
      'last-event-id': '7',
      'x-correlation-id': 'given-by-client',
      'x-groundwork-assertion': seen?.headers['x-groundwork-assertion'],
      host: new URL(stage.ingestion.url).host,
      connection: 'keep-alive',
    });
    expect(seen?.caller.correlationId).toBe('given-by-client');
  });

  it.each(['has space', 'short', 'x'.repeat(65)])(
    'makes a correlation id of its own instead of "%s"',
    async (given) => {
      const reply = await call(`${stage.url}/api/documents`, { headers: { 'x-correlation-id': given } });
      expect(reply.headers['x-correlation-id']).toMatch(/^[0-9a-f-]{36}$/);
    },
  );

  it('hands status and headers of the answer back, without those of the connection', async () => {
    stage.ingestion.handle = (incoming, outgoing) => {
      incoming.resume();
      outgoing.writeHead(202, {
        location: `/api/documents/${ID}`,
        'content-type': 'application/json',
        'x-correlation-id': 'of-the-service',
        'x-powered-by': 'something',
        'x-hop': '1',
        connection: 'close, x-hop',
      });
      outgoing.end('{}');
    };

    const { status, headers } = await call(`${stage.url}/api/documents`, { method: 'POST', body: 'x' });

    expect(status).toBe(202);
    expect(headers).toMatchObject({ location: `/api/documents/${ID}`, 'content-type': 'application/json' });
    expect(headers['x-correlation-id']).toMatch(/^[0-9a-f-]{36}$/);
    expect(headers).not.toHaveProperty('x-hop');
    expect(headers).not.toHaveProperty('x-powered-by');
  });

  it.each([204, 304])('hands back a %d without a body', async (status) => {
    stage.chat.handle = (_, outgoing) => outgoing.writeHead(status).end();
    const reply = await call(`${stage.url}/api/conversations/${ID}`);
    expect([reply.status, reply.body]).toEqual([status, '']);
  });

  it('answers HEAD with the headers of GET, length included', async () => {
    stage.ingestion.handle = (_, outgoing) =>
      outgoing.writeHead(200, { 'content-length': '1234', 'content-type': 'application/pdf' }).end();
    const reply = await call(`${stage.url}/api/documents/${ID}/content`, { method: 'HEAD' });
    expect([reply.status, reply.headers['content-length'], reply.body]).toEqual([200, '1234', '']);
  });

  it("hands a service's own problem through as it is", async () => {
    const problem = '{"status":409,"code":"answer_running"}';
    stage.chat.handle = (incoming, outgoing) => {
      incoming.resume();
      outgoing.writeHead(409, { 'content-type': 'application/problem+json' }).end(problem);
    };
    const reply = await call(`${stage.url}/api/chat`, { method: 'POST', body: '{}', headers: JSON_TYPE });
    expect([reply.status, reply.body, reply.headers['content-type']]).toEqual([
      409,
      problem,
      'application/problem+json',
    ]);
  });

  it.each([
    ['GET', '/api/nothing', 404, 'route_not_found', undefined],
    ['GET', '/api', 404, 'route_not_found', undefined],
    ['GET', '/api/documents/', 404, 'route_not_found', undefined],
    ['GET', '/api//documents', 404, 'route_not_found', undefined],
    ['GET', '/internal/documents', 404, 'route_not_found', undefined],
    ['PUT', '/api/search', 405, 'method_not_allowed', 'POST'],
    ['PUT', '/api/documents', 405, 'method_not_allowed', 'POST, GET, HEAD'],
    ['POST', '/api/documents/check', 405, 'method_not_allowed', 'GET, HEAD, PATCH, DELETE'],
    ['HEAD', `/api/documents/${ID}/events`, 405, undefined, 'GET'],
    ['GET', '/api/documents/short', 400, 'invalid_id', undefined],
    ['GET', `/api/documents/${'x'.repeat(65)}`, 400, 'invalid_id', undefined],
    ['GET', '/api/documents/..%2Fchat%2Fx', 400, 'invalid_id', undefined],
    ['GET', '/api/documents/%2e%2e%2fsecret/text', 400, 'invalid_id', undefined],
    ['POST', `/api/conversations/${ID}/messages/no.dots.here/feedback`, 400, 'invalid_id', undefined],
  ])('%s %s is answered %d by the gateway itself', async (method, path, status, code, allow) => {
    const reply = await call(`${stage.url}${path}`, { method });

    expect(reply.status).toBe(status);
    expect(reply.headers.allow).toBe(allow);
    if (code) expectProblem(reply, status, code);
    expect([...stage.chat.seen, ...stage.ingestion.seen]).toEqual([]);
  });

  describe('when a service is down', () => {
    it('says so in a sentence, and when to come back', async () => {
      const down = await setStage({ CHAT_URL: 'http://127.0.0.1:1' });
      const reply = await call(`${down.url}/api/chat`, {
        method: 'POST',
        body: '{"message":"my secret question"}',
        headers: JSON_TYPE,
      });
      await down.stop();

      expectProblem(reply, 503, 'service_unavailable', /Try again/);
      expect(reply.headers['retry-after']).toBe('2');
      expect(reply.body).not.toMatch(/ECONNREFUSED|127\.0\.0\.1|secret/);
    });

    it('asks once more for what changes nothing when the connection breaks', async () => {
      let calls = 0;
      stage.chat.handle = (incoming, outgoing) => {
        calls += 1;
        if (calls === 1) incoming.socket.destroy();
        else outgoing.end('{}');
      };
      expect((await call(`${stage.url}/api/conversations`)).status).toBe(200);
      expect(calls).toBe(2);
    });

    it.each([
      ['POST', '/api/chat'],
      ['DELETE', `/api/conversations/${ID}`],
      ['GET', '/api/conversations'],
    ])('never sends a body twice: %s %s', async (method, path) => {
      let calls = 0;
      stage.chat.handle = (incoming) => {
        calls += 1;
        incoming.socket.destroy();
      };
      const reply = await call(`${stage.url}${path}`, {
        method,
        body: '{}',
        headers: { ...JSON_TYPE, 'content-length': '2' },
      });
      expectProblem(reply, 503, 'service_unavailable');
      expect(calls).toBe(1);
    });
  });
});
