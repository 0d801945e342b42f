import { accessSync, constants, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { all, sorted, texts } from './repository-workflows.js';
import { root } from './workflow-files.js';

describe('the commands', () => {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> };

  it.each(texts)('of %s are there', (_, text) => {
    const scripts = all(text, /\bnpm run ([a-z][\w:-]*)/g);
    expect(scripts.filter((name) => !(name in manifest.scripts))).toEqual([]);
    const files = all(text, /(?<![\w./-])((?:tools|helm|tests)\/[\w./-]+\.sh)\b/g);
    for (const file of files) expect(() => accessSync(join(root, file), constants.X_OK)).not.toThrow();
  });
});

describe('what runs where', () => {
  it('is the same on GitHub as in .ci/run, which people and other machines use', () => {
    const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const named = (text: string): string[] => all(text, /\bnpm (?:run )?(?!ci\b|audit\b)([a-z][\w:-]*)/g);
    const here = named(readFileSync(join(root, '.ci/run'), 'utf8').replaceAll(/^\s*#.*$/gm, ''));
    const there = texts.find(([path]) => path.endsWith('/ci.yml'))?.[1] ?? '';
    expect(here.length).toBeGreaterThan(10);
    expect(
      sorted(here).filter((name) => ![...named(there), ...named(manifest.scripts['check'] ?? '')].includes(name)),
    ).toEqual([]);
  });
});
