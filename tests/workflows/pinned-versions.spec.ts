import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { all } from './repository-workflows.js';
import { root } from './workflow-files.js';

describe('the bases of a release', () => {
  it('are named by digest, as build.sh wants them', () => {
    const out = execFileSync(join(root, 'tools/images/bases.sh'), { encoding: 'utf8' });
    expect(out).toMatch(/^BUILD_BASE=node:24-[\w.-]+@sha256:[0-9a-f]{64}\nRUNTIME_BASE=\S+@sha256:[0-9a-f]{64}\n$/);
  });
});

describe('kind, for the tests on a cluster', () => {
  const script = readFileSync(join(root, 'tools/cluster/kind.sh'), 'utf8');

  it.each(['ingress-nginx', 'cert-manager'])(
    'has %s in the version and with the values that we give for it',
    (addon) => {
      const file = readFileSync(join(root, `helm/addons/${addon}.yaml`), 'utf8');
      const version = (text: string): string[] => all(text, new RegExp(`--install ${addon} .*--version (\\S+)`, 'g'));
      expect(version(file)).toHaveLength(1);
      expect(version(script)).toEqual(version(file));
      expect(script).toContain(`--values helm/addons/${addon}.yaml`);
      expect(Object.keys(parse(file) as object).length).toBeGreaterThan(0);
    },
  );

  it('is a node by digest', () => {
    expect(script).toMatch(/^node=kindest\/node:v1\.\d+\.\d+@sha256:[0-9a-f]{64}$/m);
  });
});
