import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { SearchEngine } from '../src/search/engine/search-engine.js';
import type { Operation } from '../src/search/engine/search-call.js';
import { SearchPool } from '../src/search/engine/search-pool.js';
import { PASSAGES, bodyOf, hitsOf } from './search-fixture.js';

/** Threads run what was built. */
const BUILT = resolve(__dirname, '../../../dist/services/local-azure/src/search/engine');
const WORKER = join(BUILT, 'search-worker.js');

const callOf = (operation: Operation, body: unknown = {}) => ({
  operation,
  body: JSON.stringify(body),
  origin: 'http://local',
  url: '/',
});
const NAMED = { index: 'passages' } as const;

describe('search in threads', () => {
  let dataDir: string;
  beforeEach(() => {
    if (!existsSync(WORKER)) throw new Error('The services are not built. Run: npm run build:services');
    dataDir = mkdtempSync(join(tmpdir(), 'groundwork-search-'));
  });
  afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

  it('finds in every thread what the writing one has acknowledged, and forgets what it has deleted', async () => {
    const pool = new SearchPool({ dataDir, visibilityLagMs: 0, workerUrl: pathToFileURL(WORKER), workers: 2 });
    try {
      expect((await pool.handle(callOf({ kind: 'create-index' }, PASSAGES))).status).toBe(201);
      await pool.handle(callOf({ kind: 'index-documents', ...NAMED }, { value: [{ id: 'a', title: 'Plan' }] }));
      const search = callOf({ kind: 'query', ...NAMED }, { search: 'plan' });
      const answers = await Promise.all(Array.from({ length: 8 }, () => pool.handle(search)));
      expect(answers.map(({ body }) => hitsOf(bodyOf(body)).map(({ id }) => id))).toEqual(
        Array.from({ length: 8 }, () => ['a']),
      );
      expect((await pool.handle(callOf({ kind: 'delete-index', ...NAMED }))).status).toBe(204);
      await pool.handle(callOf({ kind: 'create-index' }, PASSAGES));
      const after = await Promise.all(Array.from({ length: 8 }, () => pool.handle(search)));
      expect(after.map(({ body }) => bodyOf(body).value)).toEqual(Array.from({ length: 8 }, () => []));
    } finally {
      await pool.close();
    }
  });

  it('lets documents be found when the lag is over', async () => {
    const pool = new SearchPool({ dataDir, visibilityLagMs: 50, workerUrl: pathToFileURL(WORKER), workers: 1 });
    try {
      await pool.handle(callOf({ kind: 'create-index' }, PASSAGES));
      await pool.handle(callOf({ kind: 'index-documents', ...NAMED }, { value: [{ id: 'a' }] }));
      const deadline = Date.now() + 10_000;
      const count = async () => (await pool.handle(callOf({ kind: 'count', ...NAMED }))).body;
      let seen = await count();
      while (seen !== '1' && Date.now() < deadline) seen = await count();
      expect(seen).toBe('1');
    } finally {
      await pool.close();
    }
  });

  it('answers a call with an error, and does not hang, when its thread cannot even start', async () => {
    const pool = new SearchPool({
      dataDir,
      visibilityLagMs: 0,
      workerUrl: pathToFileURL(join(BUILT, 'no-such-file.js')),
      workers: 1,
    });
    await expect(pool.handle(callOf({ kind: 'list-indexes' }))).rejects.toThrow('ended before it answered');
    await pool.close();
  });

  it('keeps every document it acknowledged, whole, when it is killed in the middle of writing', async () => {
    const script = `
      import { SearchEngine } from ${JSON.stringify(pathToFileURL(join(BUILT, 'search-engine.js')).href)};
      const engine = new SearchEngine({ dataDir: ${JSON.stringify(dataDir)} });
      const call = (operation, body) => engine.handle({ operation, body: JSON.stringify(body), origin: '', url: '' });
      call({ kind: 'create-index' }, ${JSON.stringify(PASSAGES)});
      for (let batch = 0; ; batch += 1) {
        const value = Array.from({ length: 20 }, (_, at) => ({ id: \`b\${batch}-\${at}\`, title: 'Plan', contentVector: [1, batch, at] }));
        const { status } = call({ kind: 'index-documents', index: 'passages' }, { value });
        if (status === 200) process.stdout.write(\`\${batch}\\n\`);
      }`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let acknowledged = -1;
    for await (const line of createInterface({ input: child.stdout })) {
      acknowledged = Number(line);
      if (acknowledged === 30) child.kill('SIGKILL');
    }
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');

    const engine = new SearchEngine({ dataDir });
    engine.recover();
    const count = Number(engine.handle(callOf({ kind: 'count', ...NAMED })).body);
    // Whole batches only, all that were acknowledged, and at most the one that was being written.
    expect([count % 20, count >= (acknowledged + 1) * 20, count <= (acknowledged + 2) * 20]).toEqual([0, true, true]);
    const found = bodyOf(
      engine.handle(callOf({ kind: 'query', ...NAMED }, { search: 'plan', count: true, top: 0 })).body,
    );
    expect(found['@odata.count']).toBe(count);
    engine.close();
  });
});
