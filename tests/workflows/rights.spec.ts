import { all, job, jobs, sorted, texts, workflows } from './repository-workflows.js';
import { environmentOf } from './workflow-files.js';

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
