import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { call, type Reply } from './support/call.js';
import { expectProblem } from './support/expect-problem.js';
import { setStage, type Stage } from './support/stage.js';

describe('the web app', () => {
  let folder: string;
  let stage: Stage;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'groundwork-web-'));
    await mkdir(join(folder, 'dist', 'assets'), { recursive: true });
    await writeFile(join(folder, 'secret.txt'), 'outside');
    await writeFile(join(folder, 'dist', '.hidden'), 'hidden');
    await writeFile(join(folder, 'dist', 'index.html'), '<!doctype html>first page');
    await writeFile(join(folder, 'dist', 'favicon.svg'), '<svg/>');
    await writeFile(join(folder, 'dist', 'assets', 'index-AbC123.js'), 'start()');
    stage = await setStage({ WEB_DIR: join(folder, 'dist') });
  });
  afterAll(async () => {
    await stage.stop();
    await rm(folder, { recursive: true });
  });

  const get = (path: string, accept = 'text/html'): Promise<Reply> =>
    call(`${stage.url}${path}`, { headers: { accept } });

  it.each(['/', '/index.html', '/c/01JD0000000000000000000000', '/documents?x=1'])(
    'opens its first page at %s, always fresh',
    async (path) => {
      const reply = await get(path);
      expect([reply.status, reply.body]).toEqual([200, '<!doctype html>first page']);
      expect(reply.headers).toMatchObject({ 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-cache' });
    },
  );

  it('lets a browser keep files whose name holds their hash for a year, and no others', async () => {
    const hashed = await get('/assets/index-AbC123.js', '*/*');
    expect([hashed.body, hashed.headers['cache-control']]).toEqual(['start()', 'public, max-age=31536000, immutable']);
    expect(hashed.headers['content-type']).toMatch(/javascript/);
    expect((await get('/favicon.svg', '*/*')).headers['cache-control']).toBe('no-cache');
  });

  it('has an icon for pages that name none', async () => {
    const reply = await get('/favicon.ico', 'image/*');
    expect([reply.body, reply.headers['content-type']]).toEqual(['<svg/>', 'image/svg+xml']);
  });

  it.each([
    ['/assets/gone-000000.js', '*/*'],
    ['/missing.png', 'image/*'],
    ['/data', 'application/json'],
    ['/internal/documents', 'text/html'],
    ['/metrics', 'text/html'],
    ['/health/other', 'text/html'],
    ['/api/other', 'text/html'],
  ])('has nothing at %s for a reader of %s', async (path, accept) => {
    expectProblem(await get(path, accept), 404, 'route_not_found', /\/api\/docs/);
  });

  it.each([
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/assets/../../secret.txt',
    '/.hidden',
    '//etc/passwd',
    '/assets/%00',
  ])('never leaves its folder for %s', async (path) => {
    const reply = await get(path, '*/*');
    expect(reply.body).not.toMatch(/outside|hidden|root:/);
  });

  it('says how to build it when it is not built', async () => {
    const bare = await setStage({ WEB_DIR: join(folder, 'nothing') });
    const reply = await call(`${bare.url}/`);
    await bare.stop();
    expect(reply.status).toBe(503);
    expect(reply.body).toContain('npm run build:web');
  });
});
