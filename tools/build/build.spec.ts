import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CannotStart } from '../cannot-start.ts';
import { buildIfStale } from './build.ts';
import type { Part } from './parts.ts';

/** A part whose compiler copies each source, and counts its runs. */
const PART: Part = {
  name: 'services',
  what: 'the things',
  sources: ['src'],
  leaveOut: /\.spec\.ts$/,
  outputs: ['dist/things'],
  proof: 'dist/things',
  command: ['compiler.mjs'],
  cwd: '.',
};

const COMPILER = `
  import { appendFileSync, cpSync, existsSync } from 'node:fs';
  appendFileSync('runs', 'x');
  if (existsSync('src/wrong.ts')) { console.error('src/wrong.ts(1,1): not code'); process.exit(2); }
  cpSync('src', 'dist/things', { recursive: true });`;

describe(buildIfStale.name, () => {
  let root: string;
  let said: string[];
  const build = (all = false): Promise<string[]> =>
    buildIfStale({ root, say: (line) => said.push(line), all, parts: [PART] });
  const runs = (): number => readFileSync(join(root, 'runs'), 'utf8').length;

  beforeEach(() => {
    said = [];
    root = mkdtempSync(join(tmpdir(), 'groundwork-build-'));
    mkdirSync(join(root, 'src'));
    writeFileSync(join(root, 'src/a.ts'), 'a');
    writeFileSync(join(root, 'compiler.mjs'), COMPILER);
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it('builds once, says so, and then not again', async () => {
    expect(await build()).toEqual(['services']);
    expect(await build()).toEqual([]);

    expect(runs()).toBe(1);
    expect(said[0]).toBe('Building the things (first time) ...');
    expect(said[1]).toMatch(/^Built the things in \d+\.\d s\.$/);
  });

  it('builds again what changed, what is asked for, and what was taken away', async () => {
    await build();
    writeFileSync(join(root, 'src/a.ts'), 'b');
    expect(await build()).toEqual(['services']);
    expect(await build(true)).toEqual(['services']);
    rmSync(join(root, 'dist/things'), { recursive: true });
    expect(await build()).toEqual(['services']);

    expect(runs()).toBe(4);
  });

  it('leaves no output behind of a source that is gone', async () => {
    writeFileSync(join(root, 'src/b.ts'), 'b');
    await build();
    rmSync(join(root, 'src/b.ts'));
    await build();

    expect(existsSync(join(root, 'dist/things/a.ts'))).toBe(true);
    expect(existsSync(join(root, 'dist/things/b.ts'))).toBe(false);
  });

  it("fails with the compiler's words, and tries again the next time", async () => {
    writeFileSync(join(root, 'src/wrong.ts'), '');
    await expect(build()).rejects.toThrow(CannotStart);
    await expect(build()).rejects.toThrow('src/wrong.ts(1,1): not code');
    rmSync(join(root, 'src/wrong.ts'));

    expect(await build()).toEqual(['services']);
    expect(existsSync(join(root, 'dist/build.lock'))).toBe(false);
  });

  it('lets two at once build in turn', async () => {
    const built = await Promise.all([build(), build()]);

    expect(built.flat()).toEqual(['services']);
    expect(runs()).toBe(1);
  });
});
