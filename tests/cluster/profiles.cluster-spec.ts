import { attempt, run } from '../support/command.js';
import { PROFILES } from './names.js';

/** The profiles that no cluster without Azure can run: the API server takes every object of them, the restricted pods too. */
describe('the API server', () => {
  beforeAll(async () => {
    const labels = {
      'pod-security.kubernetes.io/enforce': 'restricted',
      'pod-security.kubernetes.io/warn': 'restricted',
    };
    const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: PROFILES, labels } };
    await run('kubectl', ['apply', '-f', '-'], JSON.stringify(namespace));
  });
  afterAll(() => run('kubectl', ['delete', 'namespace', PROFILES, '--timeout=120s']));

  it.each([
    ['staging', []],
    ['production', []],
    // The Gateway API, a canary, KEDA on streams: what the profiles leave off.
    [
      'production',
      ['-f', 'charts/groundwork/ci/everything-values.yaml', '--set', 'networkPolicy.cilium.enabled=false'],
    ],
  ])('admits %s %j', async (profile, more) => {
    const objects = (...only: string[]): Promise<string> =>
      run('helm', [
        ...['template', 'groundwork', 'charts/groundwork', '-n', PROFILES, '-f', `helm/values-${profile}.yaml`],
        // Of Azure's own group there are no definitions outside of Azure; the operator's have the same fields.
        ...['--set', 'monitoring.podMonitor.apiVersion=monitoring.coreos.com/v1'],
        ...more,
        ...only,
      ]);
    // The accounts for real: a pod is not admitted whose account there is not.
    await run('kubectl', ['apply', '-f', '-'], await objects('--show-only', 'templates/serviceaccounts.yaml'));
    const { code, out, err } = await attempt('kubectl', ['apply', '--dry-run=server', '-f', '-'], await objects());

    expect({ code, err }).toEqual({ code: 0, err: '' });
    for (const kind of ['deployment', 'scaledobject', 'podmonitor', 'pod/', more.length > 0 ? 'httproute' : 'ingress'])
      expect(out).toContain(kind);
  });
});
