import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ALLOWED_ACTIONS } from '../../tools/repository/wanted.ts';
import { all, sorted, texts } from './repository-workflows.js';
import { ownActions, root } from './workflow-files.js';

describe('the actions', () => {
  const used = texts.flatMap(([path, text]) =>
    sorted(all(text, /^\s*-?\s*uses: (.+)$/gm)).map((reference) => ({ path, reference })),
  );
  const foreign = used.filter(({ reference }) => !reference.startsWith('./'));

  it.each(foreign)('of $path are named by a commit, with the version beside it: $reference', ({ reference }) => {
    expect(reference).toMatch(/^[\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  it('are the same everywhere', () => {
    const versions = new Map<string, Set<string>>();
    for (const { reference } of foreign) {
      const [name = ''] = reference.split('@');
      const repository = name.split('/').slice(0, 2).join('/');
      versions.set(repository, (versions.get(repository) ?? new Set()).add(reference.slice(name.length)));
    }
    expect([...versions].filter(([, found]) => found.size > 1)).toEqual([]);
  });

  it('are those that the repository lets run, and no other', () => {
    const others = foreign
      .map(({ reference }) => reference.split('@')[0] ?? '')
      .filter((name) => !/^(actions|github)\//.test(name));
    // trivy-action itself uses it.
    expect(sorted([...others, 'aquasecurity/setup-trivy'].map((name) => `${name}@*`))).toEqual([...ALLOWED_ACTIONS]);
  });

  it('of our own are there', () => {
    const own = used.filter(({ reference }) => reference.startsWith('./')).map(({ reference }) => reference);
    const actions = own.filter((reference) => !reference.endsWith('.yml'));
    expect(sorted(actions)).toEqual(sorted(ownActions().keys()));
    for (const workflow of own.filter((reference) => reference.endsWith('.yml')))
      expect(existsSync(join(root, workflow))).toBe(true);
  });
});
