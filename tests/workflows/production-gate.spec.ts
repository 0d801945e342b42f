import { gateFaults } from './production-gate.js';
import { job, workflows } from './repository-workflows.js';
import type { Job, Workflows } from './workflow-files.js';

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
