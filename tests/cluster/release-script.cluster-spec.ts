import { createServer, type Server } from 'node:http';
import { request } from 'node:https';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { attempt, run, type Ended } from '../support/command.js';
import type { FrontDoor } from './front-door.js';
import { config, demo, openDoor } from './the-demo.js';

describe('helm/release.sh', () => {
  let folder: string;
  let door: FrontDoor;
  let plain: Server;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'groundwork-release-'));
    ({ door } = await openDoor());
    plain = await withoutTls(door.url);
  });
  afterAll(async () => {
    plain.close();
    await door.close();
    rmSync(folder, { recursive: true });
  });

  /** Releases what is installed, with something changed. */
  async function release(change: object): Promise<Ended> {
    const installed = join(folder, 'installed.json');
    const values = ['get', 'values', demo.name, '-n', demo.namespace, '-o', 'json'];
    writeFileSync(installed, await run('helm', values));
    const changed = join(folder, 'changed.json');
    writeFileSync(changed, JSON.stringify(change));
    const { IMAGE_PREFIX, IMAGE_TAG } = config;
    const env = {
      IMAGE_REGISTRY: IMAGE_PREFIX.slice(0, IMAGE_PREFIX.lastIndexOf('/')),
      IMAGE_TAG,
      NAMESPACE: demo.namespace,
      PUBLIC_URL: `http://127.0.0.1:${(plain.address() as AddressInfo).port}`,
      TIMEOUT: '60s',
    };
    return attempt('helm/release.sh', ['demo', '-f', installed, '-f', changed], '', env);
  }
  const running = async (): Promise<unknown> => (await demo.history()).at(-1);

  it('releases, tries the release from inside and outside, and says that it answers', async () => {
    const { code, err } = await release({ chat: { config: { PRODUCT_NAME: 'Handbook' } } });
    expect({ code, err }).toEqual({ code: 0, err: expect.stringMatching(/revision \d+ answers/) as string });
    expect(await running()).toMatchObject({ status: 'deployed', description: 'Upgrade complete' });
  });

  it('goes back to the release before when the new one runs and does not answer as it should', async () => {
    const [before] = (await demo.history()).slice(-1);
    const { code, err } = await release({ gateway: { config: { RATE_LIMIT_PER_MINUTE: 1 } } });
    expect({ code, err }).toEqual({
      code: 3,
      err: expect.stringMatching(/revision \d+ is back, and answers/) as string,
    });
    expect(await running()).toMatchObject({ status: 'deployed', description: `Rollback to ${before?.revision}` });
  });

  it('says that the release before runs when the new one cannot be installed', async () => {
    const [before] = (await demo.history()).slice(-1);
    const { code, err } = await release({ chat: { image: { tag: 'no-such-tag' } } });
    expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining('helm went back by itself') as string });
    expect(await running()).toMatchObject({ status: 'deployed', description: `Rollback to ${before?.revision}` });
  });
});

/** Leads through the ingress, whose authority and name this process alone knows, for programs that know neither. */
async function withoutTls(url: string): Promise<Server> {
  const server = createServer((near, answer) => {
    const { host: _, ...headers } = near.headers;
    const far = request(new URL(near.url ?? '/', url), { method: near.method, headers }, (reply) => {
      answer.writeHead(reply.statusCode ?? 502, reply.headers);
      reply.pipe(answer);
    });
    far.on('error', () => answer.destroy());
    near.pipe(far);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}
