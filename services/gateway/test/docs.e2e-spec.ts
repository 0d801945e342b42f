import { z } from 'zod';
import { routeTable } from '../src/routing/route-table.js';
import { call } from './support/call.js';
import { setStage, type Stage } from './support/stage.js';

const descriptionSchema = z.object({
  openapi: z.literal('3.1.0'),
  info: z.object({ title: z.string(), version: z.string() }),
  paths: z.record(z.string(), z.record(z.string(), z.object({ operationId: z.string() }))),
});

describe('the description of the API', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setStage();
  });
  afterAll(() => stage.stop());

  it('is served, and holds exactly the routes of the table', async () => {
    const reply = await call(`${stage.url}/api/openapi.json`);

    expect(reply.headers['content-type']).toMatch(/^application\/json/);
    const { paths } = descriptionSchema.parse(reply.json());
    const described = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(described.toSorted()).toEqual(routeTable.map(({ method, path }) => `${method} ${path}`).toSorted());
  });

  it.each(routeTable.filter(({ owner, method }) => owner === 'gateway' && method === 'GET').map(({ path }) => path))(
    'does not invent %s',
    async (path) => {
      const reply = await call(`${stage.url}${path}`, { headers: { accept: 'application/json' } });
      expect(reply.status).not.toBe(404);
    },
  );

  it('has a reference page that loads everything from here and runs no inline script', async () => {
    const page = await call(`${stage.url}/api/docs`);

    expect(page.headers['content-type']).toMatch(/^text\/html/);
    expect(page.headers['content-security-policy']).toContain("script-src 'self';");
    const links = Array.from(page.body.matchAll(/(?:src|href)="([^"]+)"/g), ([, link]) => link ?? '');
    expect(links).toHaveLength(4);
    for (const link of links) {
      expect(link).toMatch(/^\/api\/docs\//);
      expect((await call(`${stage.url}${link}`)).status).toBe(200);
    }
    expect(page.body).not.toMatch(/<script>|<style|\son\w+=/);
  });

  it.each(['/api/docs/index.html', '/api/docs/package.json', '/api/docs/..%2f..%2fpackage.json'])(
    'serves no other file of the package: %s',
    async (path) => {
      expect((await call(`${stage.url}${path}`)).status).toBe(404);
    },
  );
});
