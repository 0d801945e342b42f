import { createServer } from 'node:http';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDataFolder, runningStores } from './data-folder.ts';

const quiet = (): void => undefined;

describe(openDataFolder.name, () => {
  let parent: string;
  let path: string;

  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), 'groundwork-folder-'));
    path = join(parent, 'a/b');
  });
  afterEach(() => rmSync(parent, { recursive: true }));

  it('makes what is missing and keeps the key from start to start, for its owner alone', async () => {
    const first = await openDataFolder(path, quiet);
    first.release();
    const second = await openDataFolder(path, quiet);
    second.release();

    expect(JSON.parse(readFileSync(join(path, 'format.json'), 'utf8'))).toEqual({ version: 1 });
    expect(second.localKey).toBe(first.localKey);
    expect(first.localKey).toMatch(/^[\w-]{43}$/); // 32 bytes in base64url
    expect(statSync(join(path, 'local-key')).mode & 0o777).toBe(0o600);
  });

  it('refuses a second start on the same folder, naming the process that has it', async () => {
    const folder = await openDataFolder(path, quiet);

    await expect(openDataFolder(path, quiet)).rejects.toThrow(`in use by another Groundwork (process ${process.pid})`);
    folder.release();
  });

  it('tells a tool where the running product keeps its data, while it runs and answers', async () => {
    const folder = await openDataFolder(path, quiet);
    expect(await runningStores(path)).toBeUndefined();
    const server = createServer((_, response) => response.end()).listen(0, '127.0.0.1');
    await new Promise((listening) => server.once('listening', listening));
    const address = server.address();
    const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
    folder.announce({ ready: true, url });

    expect(await runningStores(path)).toEqual({ azure: { ready: true, url }, localKey: folder.localKey });

    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
    expect(await runningStores(path)).toBeUndefined();
    folder.release();
    expect(readdirSync(path)).not.toContain('local-azure.json');
  });

  it('lets go of the folder when it refuses it', async () => {
    (await openDataFolder(path, quiet)).release();
    writeFileSync(join(path, 'format.json'), '{"version":2}');
    await expect(openDataFolder(path, quiet)).rejects.toThrow('later Groundwork (format 2; this one knows 1)');

    writeFileSync(join(path, 'format.json'), '{"version":1}');
    (await openDataFolder(path, quiet)).release();
  });

  it('refuses a folder whose format nobody can read', async () => {
    (await openDataFolder(path, quiet)).release();
    writeFileSync(join(path, 'format.json'), 'torn');

    await expect(openDataFolder(path, quiet)).rejects.toThrow('format.json cannot be read');
  });

  it('refuses a path that is no folder', async () => {
    writeFileSync(join(parent, 'a'), '');

    await expect(openDataFolder(path, quiet)).rejects.toThrow(/cannot be used \(E[A-Z]+\).*GROUNDWORK_DATA_DIR/);
  });
});
