import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, matchesGlob } from 'node:path';
import { parse } from 'yaml';
import { ENVIRONMENTS, REQUIRED_CHECKS } from '../../tools/repository/wanted.ts';
import { all, jobs, sorted, workflows } from './repository-workflows.js';
import { environmentOf, root } from './workflow-files.js';

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
