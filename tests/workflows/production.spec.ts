import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { job, sorted, workflows } from './repository-workflows.js';
import { needsOf, root, type Job, type Step } from './workflow-files.js';

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
