import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fingerprint } from './fingerprint.ts';

describe(fingerprint.name, () => {
  let root: string;
  const take = () => fingerprint(root, ['src', 'one.json', 'missing'], /\.spec\.ts$/);

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'groundwork-build-'));
    mkdirSync(join(root, 'src/inner'), { recursive: true });
    for (const file of ['src/b.ts', 'src/inner/a.ts', 'src/b.spec.ts', 'one.json'])
      writeFileSync(join(root, file), file);
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it('lists the files that count', async () => {
    expect((await take()).files).toEqual(['one.json', 'src/b.ts', 'src/inner/a.ts']);
  });

  it('stays while only times and files that do not count change', async () => {
    const before = await take();

    utimesSync(join(root, 'src/b.ts'), 1, 1);
    writeFileSync(join(root, 'src/b.spec.ts'), 'other');

    expect(await take()).toEqual(before);
  });

  it.each([
    ['a changed file', () => writeFileSync(join(root, 'src/b.ts'), 'other')],
    ['a new file', () => writeFileSync(join(root, 'src/c.ts'), '')],
    ['a file that is gone', () => rmSync(join(root, 'one.json'))],
    [
      'text that moves from one file to the next',
      () => {
        writeFileSync(join(root, 'one.json'), 'one.jsonsrc/b.ts\0');
        rmSync(join(root, 'src/b.ts'));
      },
    ],
  ])('changes with %s', async (_, change) => {
    const { hash } = await take();

    change();

    expect((await take()).hash).not.toBe(hash);
  });
});
