import type { ClientRequest } from 'node:http';
import { begin, call, headersOf, type Reply } from './support/call.js';
import { expectProblem } from './support/expect-problem.js';
import { startFakeModel, type FakeModel } from './support/fake-model.js';
import { setStage, type Stage } from './support/stage.js';

const limitHeaders = ({ headers }: Reply): unknown[] => [headers['ratelimit-limit'], headers['ratelimit-remaining']];

/** A request without a body, on its way. */
function begun(url: string): ClientRequest {
  const request = begin(url);
  request.end();
  return request;
}

describe('rate limits', () => {
  let model: FakeModel;
  let stage: Stage;
  beforeEach(async () => {
    model = await startFakeModel();
    stage = await setStage({ MODEL_BASE_URL: model.url, RATE_LIMIT_PER_MINUTE: '4', UPLOADS_PER_MINUTE: '2' });
  });
  afterEach(async () => {
    await stage.stop();
    await model.stop();
  });

  const get = (path: string): Promise<Reply> => call(`${stage.url}${path}`);
  const upload = (): Promise<Reply> => call(`${stage.url}/api/documents`, { method: 'POST', body: 'x' });

  it('counts the requests of a caller over all routes, and says when to come back', async () => {
    expect(limitHeaders(await get('/api/documents'))).toEqual(['4', '3']);
    expect(limitHeaders(await get('/api/conversations'))).toEqual(['4', '2']);
    expect(limitHeaders(await call(`${stage.url}/api/search`, { method: 'POST', body: '{}' }))).toEqual(['4', '1']);
    expect(limitHeaders(await get('/api/documents'))).toEqual(['4', '0']);

    const refused = await get('/api/documents');

    expectProblem(refused, 429, 'rate_limited', /^You may send 4 requests a minute; try again in \d+ seconds\.$/);
    expect(limitHeaders(refused)).toEqual(['4', '0']);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThanOrEqual(1);
    expect(Number(refused.headers['retry-after'])).toBeLessThanOrEqual(60);
    expect(refused.headers['ratelimit-reset']).toBe(refused.headers['retry-after']);
    expect([...stage.ingestion.seen, ...stage.chat.seen]).toHaveLength(4);
  });

  it('limits uploads more tightly than requests, and tells of the limit that is nearer', async () => {
    expect(limitHeaders(await upload())).toEqual(['2', '1']);
    expect(limitHeaders(await upload())).toEqual(['2', '0']);

    const refused = await upload();
    expectProblem(refused, 429, 'rate_limited', /2 uploads a minute/);
    expect(limitHeaders(await get('/api/documents'))).toEqual(['4', '0']);
  });

  it('names every limit that a request is counted under', async () => {
    expect((await get('/api/documents')).headers['ratelimit-policy']).toBe('"requests";q=4;w=60');
    expect((await upload()).headers['ratelimit-policy']).toBe('"requests";q=4;w=60, "uploads";q=2;w=60');
  });

  it('counts a question to the plain endpoints too', async () => {
    for (let i = 0; i < 4; i++) await get('/completion');
    expect((await get('/completion')).status).toBe(429);
  });

  it('never counts health, the description or the web app', async () => {
    for (const path of [
      '/health',
      '/health/live',
      '/health/ready',
      '/api/openapi.json',
      '/api/docs',
      '/',
      '/favicon.svg',
    ]) {
      expect((await get(path)).headers).not.toHaveProperty('ratelimit-limit');
    }
    expect(limitHeaders(await get('/api/documents'))).toEqual(['4', '3']);
  });

  it('does not count what no route takes', async () => {
    await get('/api/nothing');
    expect(limitHeaders(await get('/api/documents'))).toEqual(['4', '3']);
  });

  it('lets a caller hold a few streams open at once, and says so to the next', async () => {
    const few = await setStage({ STREAMS_PER_CALLER: '2' });
    few.ingestion.handle = (_, outgoing) =>
      outgoing.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
    const events = `${few.url}/api/documents/01JD0000000000000000000000/events`;
    const open = [begun(events), begun(events)];
    const [first, second] = await Promise.all(open.map(headersOf));
    expect([first?.statusCode, second?.statusCode]).toEqual([200, 200]);

    const refused = await call(events);
    expectProblem(refused, 429, 'too_many_streams', /2 streams open at once/);
    expect(refused.headers['retry-after']).toBe('1');
    expect((await call(`${few.url}/api/conversations`)).status).toBe(200);

    open[1]?.destroy();
    // The server learns of a closed connection in its own time.
    let again = await headersOf(begun(events));
    while (again.statusCode === 429) again = await headersOf(begun(events));
    expect(again.statusCode).toBe(200);
    await few.stop();
  });

  it('is off at 0', async () => {
    const unlimited = await setStage({ RATE_LIMIT_PER_MINUTE: '0' });
    const reply = await call(`${unlimited.url}/api/documents`);
    await unlimited.stop();
    expect(reply.headers).not.toHaveProperty('ratelimit-limit');
  });
});
