import { Groundwork } from '../../tools/client/groundwork.ts';
import { readClusterConfig } from './cluster.config.js';
import { FrontDoor } from './front-door.js';
import { HOST, ISSUER, NAMESPACE } from './names.js';
import { Release } from './release.js';

export const config = readClusterConfig();

export const FACT = 'The Falcon plan pays up to 340 euros for eye care each year.';
export const QUESTION = 'How much does the Falcon plan pay for eye care?';

/** The demo profile, over which a test lays its own. */
export const demoIn = (namespace: string, ...options: readonly string[]): Release =>
  new Release(namespace, HOST, config, [
    ...['-f', 'helm/values-demo.yaml', '-f', 'tests/cluster/values.yaml'],
    ...['--set', `exposure.ingress.tls.clusterIssuer=${ISSUER}`],
    ...['--set', `networkPolicy.ingressNamespaces={${config.INGRESS_NAMESPACE}}`],
    ...['--set', `networkPolicy.apiServerPorts={${config.API_SERVER_PORT}}`],
    ...options,
  ]);

/** The installation that all files but `replicas` share. */
export const demo = demoIn(NAMESPACE);

/** The product as people reach it: through the ingress, with TLS, under its name. */
export async function openDoor(release: Release = demo): Promise<{ door: FrontDoor; groundwork: Groundwork }> {
  const { data } = await release.get<{ data: Record<string, string> }>('secret', 'groundwork-tls');
  const certificate = Buffer.from(data['tls.crt'] ?? '', 'base64').toString();
  const door = await FrontDoor.open(HOST, config.INGRESS_ADDRESS, certificate);
  return { door, groundwork: new Groundwork(door.url) };
}
