import { attempt } from '../support/command.js';
import { isReady } from './release.js';
import { demo } from './the-demo.js';

describe('the demo profile', () => {
  it('installs into a namespace that takes restricted pods only, and every pod becomes ready', async () => {
    await demo.makeNamespace();
    const asRoot = ['--image=any', '--restart=Never', '--overrides={"spec":{"hostNetwork":true}}', '--dry-run=server'];
    const { err } = await attempt('kubectl', ['-n', demo.namespace, 'run', 'unrestricted', ...asRoot]);
    expect(err).toContain('violates PodSecurity "restricted');

    await demo.upgrade();

    const pods = await demo.pods();
    const components = pods.map(({ metadata }) => metadata.labels['app.kubernetes.io/component']).toSorted();
    expect(components).toEqual(['chat', 'gateway', 'ingestion', 'local-azure', 'worker']);
    expect(pods.filter((pod) => !isReady(pod)).map(({ metadata }) => metadata.name)).toEqual([]);
  });

  it('passes its own test', async () => {
    const { code, out, err } = await demo.helm('test', '--logs', '--timeout', '4m');
    expect({ code, words: code === 0 ? '' : err + out }).toEqual({ code: 0, words: '' });
    expect(out).toContain('Asked and answered');
  });
});
