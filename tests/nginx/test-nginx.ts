import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { freePort } from '../support/free-port.js';
import { nginxConfig, type Annotations, type Flavor } from './nginx-config.js';

const START_DEADLINE_MS = 20_000;

/** An nginx of a test's own, on loopback, as a controller sets it for an Ingress with these annotations. */
export class TestNginx {
  private constructor(
    private readonly child: ChildProcess,
    private readonly folder: string,
    readonly url: string,
  ) {}

  static async start(flavor: Flavor, annotations: Annotations, upstream: string): Promise<TestNginx> {
    const folder = await mkdtemp(join(tmpdir(), 'groundwork-nginx-'));
    const port = await freePort();
    const { uid, username } = userInfo();
    const user = uid === 0 ? username : undefined;
    const file = join(folder, 'nginx.conf');
    await writeFile(file, nginxConfig(flavor, annotations, { port, upstream, folder, user }));
    const child = spawn(process.env['NGINX_PATH'] ?? 'nginx', ['-c', file, '-p', folder, '-e', 'stderr'], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const lines: string[] = [];
    const signal = AbortSignal.timeout(START_DEADLINE_MS);
    for await (const line of createInterface({ input: child.stderr, signal })) {
      lines.push(line);
      if (line.includes('start worker process ')) {
        child.stderr.resume();
        return new TestNginx(child, folder, `http://127.0.0.1:${port}`);
      }
    }
    await rm(folder, { recursive: true, force: true });
    throw new Error(`nginx ended before it was ready:\n${lines.join('\n')}`);
  }

  async stop(): Promise<void> {
    if (this.child.exitCode === null) {
      const ended = once(this.child, 'close');
      this.child.kill('SIGTERM');
      await ended;
    }
    await rm(this.folder, { recursive: true, force: true });
  }
}
