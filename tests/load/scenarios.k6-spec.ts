import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import type { ApiKeyView, DocumentView, NewApiKey, Page } from '@shared/contracts';
import type { ScenarioReport } from '../../load/scenario/figures.ts';
import { newDataDir, removeDataDir, startProduct, type OwnProduct } from '../../tools/client/own-product.ts';
import { azureOf, withFault } from '../support/faults.ts';

const START_MS = 200_000;

/** The launcher and k6 as `npm run load` starts them, against a product with its general limits. */
describe('the scenarios', () => {
  let product: OwnProduct;
  /** Of an administrator who may ask often: so many runs in a row are more than one caller may do. */
  let key: string;

  beforeAll(async () => {
    product = await startProduct(await newDataDir(), { RATE_LIMIT_PER_MINUTE: '', UPLOADS_PER_MINUTE: '' });
    const made = await fetch(`${product.url}/api/admin/keys`, {
      method: 'POST',
      body: JSON.stringify({ name: 'mine', roles: ['admin', 'contributor'], requestsPerMinute: 10_000 }),
      headers: { 'content-type': 'application/json' },
    });
    ({ key } = (await made.json()) as NewApiKey);
  }, START_MS);
  afterAll(async () => {
    await product.stop();
    await removeDataDir(product.dataDir);
  });

  const start = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    spawn(
      process.execPath,
      [resolve('tools/run.mjs'), 'load/main.ts', ...args, '--url', product.url, '--json'],
      // A group of its own, so that Ctrl-C can be played to all of it.
      {
        stdio: ['ignore', 'pipe', 'pipe'],
        detached: true,
        env: { ...process.env, GROUNDWORK_API_KEY: '', GROUNDWORK_API_KEYS: '', ...env },
      },
    );
  async function load(
    args: readonly string[],
    env: Readonly<Record<string, string>> = {},
  ): Promise<{ code: number | null; report: ScenarioReport; said: string }> {
    const child = start(args, env);
    const closed = once(child, 'close') as Promise<[number | null]>;
    const [out, said, [code]] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
    return { code, report: JSON.parse(out) as ScenarioReport, said };
  }
  const smokeWithKey = (): ReturnType<typeof load> => load(['smoke'], { GROUNDWORK_API_KEY: key });

  const withKey = (): Record<string, string> => ({ authorization: `Bearer ${key}` });
  const get = async <T>(path: string, headers = withKey()): Promise<T> =>
    (await (await fetch(`${product.url}${path}`, { headers })).json()) as T;
  const send = (method: string, path: string, body?: object): Promise<Response> =>
    fetch(`${product.url}${path}`, {
      method,
      headers: { ...withKey(), ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
  const activeKeys = async (): Promise<ApiKeyView[]> =>
    (await get<Page<ApiKeyView>>('/api/admin/keys')).items.filter(({ revokedAt }) => revokedAt === null);
  async function makeKey(role: string, limits: { readonly requestsPerMinute?: number } = {}): Promise<string> {
    const made = await send('POST', '/api/admin/keys', { name: 'given', roles: [role], ...limits });
    return ((await made.json()) as NewApiKey).key;
  }

  /** What a run must leave behind: nothing. */
  async function expectNothingLeft(): Promise<void> {
    expect((await get<Page<unknown>>('/api/documents')).items).toEqual([]);
    for (const headers of [withKey(), {}])
      expect((await get<Page<unknown>>('/api/conversations', headers)).items).toEqual([]);
    expect((await activeKeys()).map(({ name }) => name)).toEqual(['mine']);
  }

  /** How fast it was is not for a test to say: a busy machine may cross the thresholds of time, and no others. */
  function expectCode(code: number | null, { passed, thresholds }: ScenarioReport): void {
    const crossed = Object.keys(thresholds).filter((name) => thresholds[name] === false);
    expect(crossed.filter((name) => !/^(first_token|whole_answer): /.test(name))).toEqual([]);
    expect(passed).toBe(crossed.length === 0);
    expect(code).toBe(passed ? 0 : 1);
  }

  it('smoke asks five things and leaves nothing behind', async () => {
    const { code, report } = await load(['smoke']);

    expect(report).toMatchObject({ scenario: 'smoke', users: 1, answered: 5, failed: 0 });
    // Five questions, five removals.
    expect(report.requests).toBe(10);
    expect(report.firstToken.p50Ms).toBeGreaterThan(0);
    expect(report.wholeAnswer.p50Ms).toBeGreaterThanOrEqual(report.firstToken.p50Ms);
    expect(Object.keys(report.thresholds)).toHaveLength(4);
    expectCode(code, report);
    await expectNothingLeft();
  });

  it('chat asks as callers of their own, under the limits that all have', async () => {
    const { code, report } = await load(['chat', '--users', '5', '--seconds', '5']);

    expect(report).toMatchObject({ scenario: 'chat', users: 5, failed: 0 });
    expect(report.answered).toBeGreaterThanOrEqual(5);
    expectCode(code, report);
    await expectNothingLeft();
    const { items } = await get<Page<ApiKeyView>>('/api/admin/keys');
    const made = items.map(({ name }) => name).filter((name) => name !== 'mine');
    expect(made.toSorted()).toEqual([1, 2, 3, 4, 5].map((user) => `Load run, user ${user}`));
  });

  it('chat asks with the keys that it is given, and makes none', async () => {
    const given = await Promise.all(['contributor', 'reader'].map((role) => makeKey(role)));

    const { report } = await load(['chat', '--users', '2', '--seconds', '2'], { GROUNDWORK_API_KEYS: given.join(' ') });

    expect(report.failed).toBe(0);
    expect(report.answered).toBeGreaterThanOrEqual(2);
    const active = await activeKeys();
    expect(active.map(({ name }) => name).toSorted()).toEqual(['given', 'given', 'mine']);
    for (const { id, name } of active) if (name === 'given') await send('DELETE', `/api/admin/keys/${id}`);
    await expectNothingLeft();
  });

  describe('chat takes everything away when it is ended by Ctrl-C', () => {
    async function untilTrue(holds: () => Promise<boolean>): Promise<void> {
      while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 20));
    }
    /** Starts it, ends it as soon as `when` holds, and looks at what it left. */
    async function endedWhen(
      when: () => Promise<boolean>,
      env: Readonly<Record<string, string>> = {},
    ): Promise<{ code: number | null; said: string }> {
      const child = start(['chat', '--users', '2', '--seconds', '600'], env);
      const closed = once(child, 'close') as Promise<[number | null]>;
      const said = text(child.stderr);
      await untilTrue(when);

      process.kill(-(child.pid ?? 0), 'SIGINT');

      const [code] = await closed;
      return { code, said: await said };
    }
    const runs = async (): Promise<DocumentView[]> => (await get<Page<DocumentView>>('/api/documents')).items;

    it('while keys are made', async () => {
      const { code, said } = await endedWhen(async () => (await activeKeys()).length > 1);
      expect(said).toContain('The run came to nothing');
      expect(code).toBe(1);
      await expectNothingLeft();
    });

    it('while its document is read', async () => {
      const rule = {
        service: 'models',
        operation: 'embeddings',
        fault: { kind: 'latency', ms: 3_000, perTokenMs: 0 },
      } as const;
      const { code, said } = await withFault(azureOf(product.lines), rule, () =>
        endedWhen(async () => (await runs()).length > 0),
      );
      expect(said).toContain('The run came to nothing');
      expect(code).toBe(1);
      await expectNothingLeft();
    });

    it('while users wait for answers', async () => {
      // The test looks more often than one caller may ask.
      const limits = { requestsPerMinute: 10_000 };
      const given = await Promise.all(['contributor', 'reader'].map((role) => makeKey(role, limits)));
      const conversations = async (): Promise<unknown[]> => {
        const pages = given.map((one) => get<Page<unknown>>('/api/conversations', { authorization: `Bearer ${one}` }));
        return (await Promise.all(pages)).flatMap(({ items }) => items);
      };
      const fault = { kind: 'latency', ms: 0, perTokenMs: 500 };
      const rule = { service: 'models', operation: 'chat', fault } as const;
      const { code, said } = await withFault(azureOf(product.lines), rule, () =>
        endedWhen(async () => (await conversations()).length > 0, { GROUNDWORK_API_KEYS: given.join(' ') }),
      );
      expect(said).toContain('The run came to nothing');
      expect(code).toBe(1);
      expect(await conversations()).toEqual([]);
      for (const { id, name } of await activeKeys())
        if (name === 'given') await send('DELETE', `/api/admin/keys/${id}`);
      await expectNothingLeft();
    });
  });

  it.each([
    ['is cut in the middle', { kind: 'cut', afterChunks: 4 }, 'ended with error: model_'],
    ['is kept back by a filter', { kind: 'content_filter', where: 'prompt' }, 'refused: filtered'],
  ])('smoke does not pass when an answer %s', async (_, fault, words) => {
    const rule = { service: 'models', operation: 'chat', fault } as const;
    const { code, report, said } = await withFault(azureOf(product.lines), rule, () => smokeWithKey());

    expect(report).toMatchObject({ answered: 0, failed: 5, passed: false });
    expect(report.thresholds).toMatchObject({ 'failed: count==0': false, 'answered: count==5': false });
    expect(said).toContain(words);
    expect(code).toBe(1);
    await expectNothingLeft();
  });

  it('smoke sees when the first word comes', async () => {
    const fault = { kind: 'latency', ms: 700, perTokenMs: 0 };
    const rule = { service: 'models', operation: 'chat', fault } as const;
    const { report } = await withFault(azureOf(product.lines), rule, () => smokeWithKey());

    expect(report.failed).toBe(0);
    expect(report.firstToken.p50Ms).toBeGreaterThanOrEqual(700);
  });

  it('smoke tells the first word from the whole answer', async () => {
    const fault = { kind: 'latency', ms: 0, perTokenMs: 60 };
    const rule = { service: 'models', operation: 'chat', fault } as const;
    const { report } = await withFault(azureOf(product.lines), rule, () => smokeWithKey());

    expect(report.failed).toBe(0);
    // A dozen words or more, 60 ms apart.
    expect(report.wholeAnswer.p50Ms - report.firstToken.p50Ms).toBeGreaterThanOrEqual(8 * 60);
  });
});
