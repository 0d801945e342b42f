import { demo } from './the-demo.js';

/** Every kind of object that the chart, or what it makes, can leave in a namespace. */
const KINDS = [
  ...['deployments', 'replicasets', 'pods', 'jobs', 'services', 'endpointslices', 'ingresses', 'configmaps', 'secrets'],
  ...['serviceaccounts', 'roles', 'rolebindings', 'networkpolicies', 'poddisruptionbudgets', 'certificates'],
  ...['horizontalpodautoscalers', 'persistentvolumeclaims'],
];
/** What Kubernetes itself puts into every namespace. */
const OF_ANY_NAMESPACE = ['configmap/kube-root-ca.crt', 'serviceaccount/default'];

describe('an uninstall', () => {
  it('leaves nothing but the volume, and the certificate that cert-manager keeps', async () => {
    const { code, err } = await demo.helm('uninstall', '--wait', '--timeout', '4m');
    expect({ code, err: code === 0 ? '' : err }).toEqual({ code: 0, err: '' });

    // What a Deployment made goes after it, the pods within their time to end.
    await demo.kubectl('wait', 'pods', '--all', '--for=delete', '--timeout=150s');
    const left = (await demo.kubectl('get', KINDS.join(','), '-o', 'name')).trim().split('\n');
    expect(left.filter((name) => !OF_ANY_NAMESPACE.includes(name)).toSorted()).toEqual([
      'persistentvolumeclaim/groundwork-local-azure',
      'secret/groundwork-tls',
    ]);
  });
});
