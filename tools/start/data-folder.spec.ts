import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDataFolder } from './data-folder.ts';

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
