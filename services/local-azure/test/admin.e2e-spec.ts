import { API_KEY, startEmulators, type Emulators } from './emulators.js';

let azure: Emulators;

beforeAll(async () => {
  azure = await startEmulators();
});
afterAll(() => azure.close());

const call = (method: string, path: string, body?: unknown): Promise<Response> =>
  fetch(`${azure.url}${path}`, {
    method,
    ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
const models = (): Promise<Response> =>
  fetch(`${azure.url}/v1/embeddings`, {
    method: 'POST',
    headers: { 'api-key': API_KEY, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'local-hashed', input: 'a', dimensions: 8 }),
  });

describe('/admin', () => {
  it('makes, lists and takes away rules, and counts what they struck', async () => {
    const made = await call('POST', '/admin/faults', { service: 'models', fault: { kind: 'status', status: 503 } });
    const { id } = (await made.json()) as { id: number };
    const struck = await models();
    const listed = await (await call('GET', '/admin/faults')).json();
    const gone = await call('DELETE', `/admin/faults/${id}`);
    const served = await models();

    expect([made.status, struck.status, gone.status, served.status]).toEqual([201, 503, 204, 200]);
    expect(listed).toEqual({ rules: [{ id, service: 'models', fault: { kind: 'status', status: 503 }, struck: 1 }] });
    expect(await (await call('GET', '/admin/calls')).json()).toEqual({
      calls: [{ service: 'models', operation: 'embeddings', calls: 2, faults: 1, aborted: 0 }],
    });
  });

  it('forgets all rules and all counts', async () => {
    await call('POST', '/admin/faults', { fault: { kind: 'status', status: 503 } });

    await call('DELETE', '/admin/faults');
    await call('DELETE', '/admin/calls');

    expect(await (await call('GET', '/admin/faults')).json()).toEqual({ rules: [] });
    expect(await (await call('GET', '/admin/calls')).json()).toEqual({ calls: [] });
  });

  it('refuses a rule that makes no sense, and one that is not there', async () => {
    const bad = await call('POST', '/admin/faults', { fault: { kind: 'explode' } });
    const lost = await call('DELETE', '/admin/faults/99');

    expect([bad.status, lost.status]).toEqual([400, 404]);
    expect(await bad.json()).toMatchObject({ code: 'bad_fault' });
    expect(await lost.json()).toMatchObject({ code: 'fault_unknown' });
  });
});

describe('/', () => {
  it('says what this is, and that it lives', async () => {
    expect(await (await call('GET', '/')).json()).toEqual({
      message: 'This is local Azure: emulators for laptops, tests and demos. Not Microsoft Azure.',
    });
    expect((await call('GET', '/health/live')).status).toBe(200);
    expect((await call('GET', '/health/ready')).status).toBe(200);
  });
});
