import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, matchesGlob } from 'node:path';
import { parse } from 'yaml';
import { ALLOWED_ACTIONS, ENVIRONMENTS, REQUIRED_CHECKS } from '../../tools/repository/wanted.ts';
import { gateFaults } from './production-gate.js';
import {
  environmentOf,
  jobsOf,
  needsOf,
  ownActions,
  readWorkflows,
  root,
  workflowTexts,
  type Job,
  type Step,
  type Workflows,
} from './workflow-files.js';

const workflows = readWorkflows();
const texts = workflowTexts();
const jobs = jobsOf(workflows);
const job = (file: string, id: string): Job => {
  const found = workflows[file]?.jobs[id];
  if (!found) throw new Error(`${file} has no job ${id}`);
  return found;
};
const all = (text: string, pattern: RegExp): string[] => Array.from(text.matchAll(pattern), ([, found]) => found ?? '');
const sorted = (names: Iterable<string>): string[] => [...new Set(names)].toSorted();

describe('the gate before production', () => {
  /** The workflows with one job changed. */
  const changed = (file: string, id: string, change: Partial<Job>): Workflows => {
    const workflow = workflows[file];
    if (!workflow) throw new Error(`there is no ${file}`);
    return {
      ...workflows,
      [file]: { ...workflow, jobs: { ...workflow.jobs, [id]: { ...workflow.jobs[id], ...change } } },
    };
  };
  const runs = (run: string): Pick<Job, 'steps'> => ({ steps: [{ run }] });
  const { environment: _, ...ungated } = job('deploy.yml', 'production');

  it('stands: no job gets round it', () => {
    expect(gateFaults(workflows)).toEqual([]);
  });

  it.each<[string, Workflows, string]>([
    [
      'the job that releases without its environment',
      {
        ...workflows,
        'deploy.yml': {
          ...(workflows['deploy.yml'] ?? { on: {} }),
          jobs: { ...workflows['deploy.yml']?.jobs, production: ungated },
        },
      },
      'deploy.yml, job production: reaches production and its environment is none',
    ],
    [
      'the job that releases in another environment',
      changed('deploy.yml', 'production', { environment: 'staging' }),
      'deploy.yml, job production: reaches production and its environment is staging',
    ],
    [
      'a second job that releases',
      changed('load.yml', 'shortcut', runs('helm/release.sh production')),
      'load.yml, job shortcut: reaches production and its environment is none',
    ],
    [
      'a second job that is asked about and waits for nothing',
      changed('load.yml', 'shortcut', { ...runs('helm/release.sh production'), environment: 'production' }),
      'load.yml, job shortcut: one job releases to production, in deploy.yml',
    ],
    [
      'helm with the values of production',
      changed('load.yml', 'shortcut', runs('helm upgrade groundwork charts/groundwork -f helm/values-production.yaml')),
      'load.yml, job shortcut: reaches production and its environment is none',
    ],
    [
      'an environment that comes from somewhere',
      changed('load.yml', 'shortcut', { ...runs('helm/release.sh "$WHERE"'), env: { WHERE: 'staging' } }),
      'load.yml, job shortcut: release.sh is not told its environment in so many words',
    ],
    [
      'an environment out of a matrix',
      changed('load.yml', 'shortcut', {
        ...runs('helm/release.sh staging'),
        strategy: { matrix: { where: ['staging', 'production'] } },
      }),
      'load.yml, job shortcut: reaches production and its environment is none',
    ],
    [
      'images taken over into the registry of production',
      changed('deploy.yml', 'staging', { ...runs('tools/images/promote.sh'), environment: 'staging' }),
      'deploy.yml, job staging: reaches production and its environment is staging',
    ],
    [
      'a workflow that is called and told production',
      changed('load.yml', 'shortcut', { uses: './.github/workflows/ci.yml', with: { where: 'production' } }),
      'load.yml, job shortcut: reaches production and its environment is none',
    ],
    [
      'a release before staging was tried',
      changed('deploy.yml', 'production', { needs: ['staging'] }),
      'deploy.yml, job production: does not wait for check-staging',
    ],
    [
      'a release although staging failed',
      changed('deploy.yml', 'production', { if: 'always()' }),
      'deploy.yml, job production: runs although staging failed',
    ],
  ])('falls to %s', (_, mutated, fault) => {
    expect(gateFaults(mutated)).toContain(fault);
  });
});

describe('what production gets', () => {
  const services = ['gateway', 'chat', 'ingestion'];
  const step = (of: Job, run: RegExp): Step => {
    const found = of.steps?.filter((one) => run.test(one.run ?? '')) ?? [];
    expect(found).toHaveLength(1);
    return found[0] ?? {};
  };
  /** `${{ what }}`, as a file writes it. */
  const from = (what: string): string => `\${{ ${what} }}`;

  it.each(services)('is the digest that staging ran, and that CI pushed: %s', (service) => {
    const name = `${service}-digest`;
    const variable = `${service.toUpperCase()}_DIGEST`;
    const [staging, production, publish] = [
      job('deploy.yml', 'staging'),
      job('deploy.yml', 'production'),
      job('ci.yml', 'publish'),
    ];
    expect(production.env?.[variable]).toBe(from(`needs.staging.outputs.${name}`));
    expect(staging.outputs?.[name]).toBe(from(`steps.${step(staging, /release\.sh staging/).id}.outputs.${name}`));
    expect(staging.env?.[variable]).toBe(from(`needs.ci.outputs.${name}`));
    const { outputs } = workflows['ci.yml']?.on['workflow_call'] as { outputs: Record<string, { value: string }> };
    expect(outputs[name]?.value).toBe(from(`jobs.publish.outputs.${name}`));
    expect(publish.outputs?.[name]).toBe(from(`steps.${step(publish, /push\.sh/).id}.outputs.${name}`));
    // The scripts write what the files read.
    expect(readFileSync(join(root, 'tools/images/push.sh'), 'utf8')).toContain('"$service-digest=$digest"');
    expect(readFileSync(join(root, 'helm/release.sh'), 'utf8')).toContain('"$service-digest=${!variable}"');
  });

  it('is given to the release by nobody else, and built nowhere', () => {
    const { steps = [] } = job('deploy.yml', 'production');
    expect(steps.flatMap(({ env = {} }) => Object.keys(env)).filter((name) => name.endsWith('_DIGEST'))).toEqual([]);
    expect(JSON.stringify(steps)).not.toMatch(/npm run images|build\.sh|docker build|push\.sh|_DIGEST/);
  });

  it('is signed by our CI, which is looked at before it is taken over', () => {
    const { env, steps = [] } = job('deploy.yml', 'production');
    expect(env?.['SIGNER']).toBe(
      `${from('github.server_url')}/${from('github.repository')}/.github/workflows/ci.yml@refs/heads/main`,
    );
    const runs = steps.map(({ run = '' }) => run);
    expect(runs.findIndex((run) => run.includes('promote.sh'))).toBeLessThan(
      runs.findIndex((run) => run.includes('release.sh production')),
    );
  });

  it('was tried on staging by a browser, by streams and under load', () => {
    const runs = (job('deploy.yml', 'check-staging').steps ?? []).map(({ run = '' }) => run).join('\n');
    for (const command of ['npm run test:deployed', 'npm run smoke -- --url', 'npm run load -- smoke --url'])
      expect(runs).toContain(command);
  });

  it('passed every job of CI, the scan for known holes included', () => {
    const before = needsOf(job('ci.yml', 'publish'));
    expect(sorted(before)).toEqual(
      sorted(Object.keys(workflows['ci.yml']?.jobs ?? {}).filter((id) => id !== 'publish')),
    );
    expect(needsOf(job('deploy.yml', 'staging'))).toContain('ci');
    expect(needsOf(job('deploy.yml', 'check-staging'))).toContain('staging');
  });

  it('is told to Slack, however it ended', () => {
    const { if: condition, needs } = job('deploy.yml', 'notify');
    expect(condition).toBe('always()');
    expect(sorted(needs ?? [])).toEqual(
      sorted(Object.keys(workflows['deploy.yml']?.jobs ?? {}).filter((id) => id !== 'notify')),
    );
  });
});

describe('the rights of the workflows', () => {
  it.each(Object.keys(workflows))('%s has none of its own; each job names its', (file) => {
    expect(workflows[file]?.permissions).toEqual({});
    const jobs = Object.entries(workflows[file]?.jobs ?? {});
    expect(jobs.filter(([, { permissions }]) => permissions === undefined).map(([id]) => id)).toEqual([]);
  });

  it('are never those of a stranger: nothing runs for a fork with the rights of the repository', () => {
    for (const { on } of Object.values(workflows))
      expect(Object.keys(on)).not.toEqual(
        expect.arrayContaining([expect.stringMatching(/pull_request_target|workflow_run/)]),
      );
  });

  it('rest on no secret that is kept', () => {
    for (const [, text] of texts) {
      expect(text).not.toMatch(/\bsecrets\s*[.[]|secrets:\s*inherit/);
      expect(text).not.toMatch(/\b(?:creds|client-secret|password|auth-token|webhook)\s*:/i);
      expect(text).not.toMatch(/_(?:SECRET|PASSWORD|TOKEN|CREDENTIALS)\b/);
    }
  });

  it('let only jobs with an environment prove who they are, and as that environment', () => {
    const provers = jobs.filter(({ job: { permissions, uses } }) => permissions?.['id-token'] === 'write' && !uses);
    expect(provers.length).toBeGreaterThan(0);
    for (const { id, job: one } of provers) expect([id, environmentOf(one)]).not.toEqual([id, undefined]);
    const ids = texts.flatMap(([, text]) => all(text, /client-id: (\S.*)$/gm));
    expect(sorted(ids)).toEqual(['${{ inputs.client-id }}', '${{ vars.AZURE_CLIENT_ID }}']);
  });

  it('are none for the scanner, which gets no code of ours either', () => {
    const { permissions, steps = [] } = job('ci.yml', 'scan');
    expect(permissions).toEqual({});
    expect(steps.map(({ uses = '' }) => uses.split('@')[0])).toEqual([
      'actions/download-artifact',
      'aquasecurity/trivy-action',
    ]);
    expect(steps[1]?.with).toMatchObject({ severity: 'HIGH,CRITICAL', 'exit-code': '1' });
    expect(job('ci.yml', 'scan').strategy?.matrix?.['image']).toEqual(['gateway', 'chat', 'ingestion', 'local-azure']);
  });
});

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

describe('the settings of the repository', () => {
  it('know the environments of the jobs, and the variables that each reads', () => {
    const ofJobs = jobs.flatMap(({ job: one }) => environmentOf(one) ?? []);
    expect(sorted(ofJobs)).toEqual(ENVIRONMENTS.map(({ name }) => name));
    for (const { name, variables } of ENVIRONMENTS) {
      const read = jobs
        .filter(({ job: one }) => environmentOf(one) === name)
        .flatMap(({ job: one }) => all(JSON.stringify(one), /\bvars\.([A-Z_]+)/g));
      expect([name, sorted(read)]).toEqual([name, sorted(variables)]);
    }
    const elsewhere = jobs.filter(({ job: one }) => !environmentOf(one) && /\bvars\./.test(JSON.stringify(one)));
    expect(elsewhere.map(({ file, id }) => `${file}: ${id}`)).toEqual([]);
  });

  it('want every job that a pull request starts to have passed', () => {
    const names = jobs
      .filter(({ file, id }) => 'pull_request' in (workflows[file]?.on ?? {}) && id !== 'publish')
      .flatMap(({ job: { name = '', strategy } }) => {
        const [key, values] = Object.entries(strategy?.matrix ?? {})[0] ?? [];
        return values ? values.map((value) => name.replace(`\${{ matrix.${key} }}`, String(value))) : [name];
      });
    expect(sorted(names)).toEqual(sorted(REQUIRED_CHECKS));
  });
});

describe('what Dependabot and the code owners are told', () => {
  const tracked = globSync(['**/{go.mod,requirements.txt}', '.github/actions/*/action.yml'], {
    cwd: root,
    exclude: (path) => /(^|\/)(node_modules|dist|\.git)$/.test(path),
  });
  const { updates } = parse(readFileSync(join(root, '.github/dependabot.yml'), 'utf8')) as {
    updates: {
      'package-ecosystem': string;
      directory?: string;
      directories?: string[];
      cooldown: { 'default-days': number };
    }[];
  };
  const foldersOf = (ecosystem: string): string[] =>
    updates
      .filter((update) => update['package-ecosystem'] === ecosystem)
      .flatMap(({ directory, directories = [] }) => (directory === undefined ? directories : [directory]));
  const isIn = (folders: readonly string[], path: string): boolean =>
    folders.some((folder) => matchesGlob(dirname(`/${path}`), folder));

  it.each([
    ['gomod', /(^|\/)go\.mod$/],
    ['pip', /(^|\/)requirements\.txt$/],
    ['github-actions', /^\.github\/actions\/.*action\.yml$/],
  ])('every lock file of %s is kept new', (ecosystem, file) => {
    const files = tracked.filter((path) => file.test(path));
    expect(files.length).toBeGreaterThan(0);
    expect(files.filter((path) => !isIn(foldersOf(ecosystem), path))).toEqual([]);
  });

  it('the packages and the bases of the images too, all a week after they came out', () => {
    expect(foldersOf('npm')).toEqual(['/']);
    expect(foldersOf('docker')).toEqual(['/tools/images/bases']);
    expect(updates.filter(({ cooldown }) => cooldown['default-days'] < 7)).toEqual([]);
  });

  it('every path of the code owners is there', () => {
    const paths = all(readFileSync(join(root, '.github/CODEOWNERS'), 'utf8'), /^(\/\S+)/gm);
    expect(paths.length).toBeGreaterThan(5);
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});

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
