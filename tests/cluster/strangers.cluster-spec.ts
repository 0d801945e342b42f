import { run } from '../support/command.js';
import { NAMESPACE, STRANGER } from './names.js';
import { config, demo } from './the-demo.js';
import { Vantage } from './vantage.js';

/** Every port that a pod of the demo profile listens on, metrics apart. */
const PORTS: Readonly<Record<string, readonly number[]>> = {
  gateway: [8080],
  chat: [8080],
  ingestion: [8080],
  'local-azure': [10_000, 10_001, 10_002, 10_003],
};

describe('a stranger in the cluster', () => {
  const observers: Vantage[] = [];
  beforeAll(async () => {
    await demo.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: STRANGER } });
  });
  afterAll(async () => {
    await Promise.all(observers.map((observer) => observer.close()));
    await Vantage.removeObservers(config.INGRESS_NAMESPACE);
    await run('kubectl', ['delete', 'namespace', STRANGER, '--timeout=120s']);
    await Vantage.removeObservers(NAMESPACE);
  });

  const targets = (): Promise<{ name: string; host: string; port: number }[]> =>
    Promise.all(
      Object.entries(PORTS).map(async ([component, ports]) => {
        const host = await demo.clusterAddress(component);
        return ports.map((port) => ({ name: `${component}:${port}`, host, port }));
      }),
    ).then((all) => all.flat());

  async function reached(observer: Vantage): Promise<string[]> {
    observers.push(observer);
    const found = await Promise.all(
      (await targets()).map(async ({ name, ...target }) =>
        (await observer.reaches({ ...target, protocol: 'TCP' })) ? [name] : [],
      ),
    );
    return found.flat();
  }

  it('reaches nobody from another namespace, nor from the release’s own without its labels', async () => {
    expect(await reached(await Vantage.fromNewPod(STRANGER, {}))).toEqual([]);
    expect(await reached(await Vantage.fromNewPod(NAMESPACE, {}))).toEqual([]);
  });

  it('reaches the gateway alone from where the ingress controller is', async () => {
    expect(await reached(await Vantage.fromNewPod(config.INGRESS_NAMESPACE, {}))).toEqual(['gateway:8080']);
  });
});
