import { run } from '../support/command.js';
import { inMemory, upload } from '../../tools/client/upload.ts';
import type { Groundwork } from '../../tools/client/groundwork.ts';
import { until } from '../../tools/process/until.ts';
import { allowancesOf, without, type Allowance, type Direction, type Peer, type Policy } from './allowances.js';
import type { FrontDoor } from './front-door.js';
import { NAMESPACE, STRANGER } from './names.js';
import { config, demo, FACT, openDoor, QUESTION } from './the-demo.js';
import { Vantage, type Target } from './vantage.js';

const COMPONENT = 'app.kubernetes.io/component';
/** Components whose pods have Node and stay; the pods of Jobs and tests are gone by now, and others stand for them. */
const LASTING = ['gateway', 'chat', 'ingestion', 'worker'];
const DEADLINE_MS = 30_000;

/** What a policy allows, who it is for, and what stands at either end. */
interface Case {
  readonly name: string;
  readonly policy: Policy;
  readonly allowance: Allowance;
  readonly from: Vantage;
  readonly target: Target;
  /** Whether it leads to a node itself, as to the API server of a small cluster: few enforcers filter what does not go on to a pod. */
  readonly endsAtNode: boolean;
}

describe('every allowance of the demo profile', () => {
  const vantages = new Map<string, Promise<Vantage>>();
  const addresses = new Map<string, string>();
  let nodes: readonly string[] = [];
  let policies: readonly Policy[] = [];
  let cases: readonly Case[];
  let door: FrontDoor;
  let groundwork: Groundwork;

  beforeAll(async () => {
    await demo.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: STRANGER } });
    const internal = 'jsonpath={.items[*].status.addresses[?(@.type=="InternalIP")].address}';
    nodes = (await run('kubectl', ['get', 'nodes', '-o', internal])).split(' ');
    // Those of hooks are in the cluster while the hook runs only.
    await demo.apply(await keySetupPolicy());
    const of = `app.kubernetes.io/instance=${demo.name}`;
    policies = (await demo.get<{ items: Policy[] }>('networkpolicies', '-l', of)).items;
    cases = await Promise.all(
      policies.flatMap((policy) => allowancesOf(policy).map((allowance) => caseOf(policy, allowance))),
    );
    ({ door, groundwork } = await openDoor());
  });
  afterAll(async () => {
    for (const { metadata, spec } of policies) await patch(metadata.name, spec);
    for (const vantage of vantages.values()) await (await vantage).close();
    await Vantage.removeObservers(config.INGRESS_NAMESPACE);
    await run('kubectl', ['delete', 'namespace', STRANGER, '--timeout=120s']);
    await Vantage.removeObservers(NAMESPACE);
    await demo.kubectl('delete', 'networkpolicy', 'groundwork-key-setup');
    await door.close();
  });

  it('is used: each service speaks to each that it may speak to', async () => {
    const services = new Map<string, string>();
    for (const component of ['gateway', 'chat', 'ingestion', 'local-azure'])
      services.set(await demo.clusterAddress(component), component);
    const allowed = cases.filter(
      ({ policy, allowance: { direction, port } }) =>
        direction === 'egress' && port.port !== 53 && LASTING.includes(componentOf(policy)),
    );
    const missing = new Set(allowed.map(({ name }) => name));
    // A local Azure, two services inside, and what the four do with them.
    expect(missing.size).toBeGreaterThan(10);

    const stopped = new AbortController();
    const looking = Promise.all(
      LASTING.map(async (component) => {
        const vantage = await vantageOf({ podSelector: { matchLabels: { [COMPONENT]: component } } });
        while (!stopped.signal.aborted) {
          for (const other of await vantage.connections()) {
            const [host = '', port = ''] = other.split(':');
            missing.delete(nameOf('egress', component, services.get(host) ?? '', Number(port), 'TCP'));
          }
        }
      }),
    );
    const isAllSeen = async (): Promise<boolean> => {
      await useEverything(door, groundwork);
      return missing.size === 0;
    };
    await until(isAllSeen, { deadlineMs: 60_000, everyMs: 250 });
    stopped.abort();
    await looking;
    expect([...missing]).toEqual([]);
  });

  it.each(['egress', 'ingress'] as const)('is needed: its traffic fails without it (%s)', async (way) => {
    const ofThisWay = cases.filter(({ allowance }) => allowance.direction === way);
    const queues = policies.map((policy) => ofThisWay.filter((one) => one.policy === policy));
    const wrong: string[] = [];
    // One of each policy at once: no traffic of one goes by an allowance of another's in the same direction.
    for (let i = 0; queues.some((queue) => i < queue.length); i += 1) {
      const round = queues.flatMap((queue) => queue[i] ?? []);
      wrong.push(...(await tryRound(round, way)));
    }
    const unseen = ofThisWay
      .filter(({ endsAtNode }) => endsAtNode)
      .map(({ name }) => `, ${name} without effect: it ends at a node`);
    process.stdout.write(`${ofThisWay.length} allowances of ${way}, each removed in turn${unseen.join('')}\n`);
    expect(wrong).toEqual([]);
  });

  async function tryRound(round: readonly Case[], way: Direction): Promise<string[]> {
    const reach = (one: Case, expected: boolean): Promise<boolean> =>
      until(async () => (await one.from.reaches(one.target)) === expected, { deadlineMs: DEADLINE_MS, everyMs: 100 });
    const check = async (expected: boolean): Promise<string[]> => {
      const checked = round.filter(({ endsAtNode }) => expected || !endsAtNode);
      const are = await Promise.all(checked.map((one) => reach(one, expected)));
      return checked.flatMap(({ name }, i) =>
        are[i] ? [] : [`${name} ${expected ? 'does not pass' : 'passes without'}`],
      );
    };
    const before = await check(true);
    await Promise.all(
      round.map(({ policy, allowance }) => patch(policy.metadata.name, { [way]: without(policy, allowance) })),
    );
    const removed = await check(false);
    await Promise.all(round.map(({ policy }) => patch(policy.metadata.name, { [way]: policy.spec[way] })));
    return [...before, ...removed, ...(await check(true))];
  }

  async function caseOf(policy: Policy, allowance: Allowance): Promise<Case> {
    const { direction, peer, port } = allowance;
    const own: Peer = { podSelector: policy.spec.podSelector };
    const [from, to] = direction === 'egress' ? [own, peer] : [peer, own];
    const host = await addressOf(to);
    return {
      name: nameOf(direction, componentOf(policy), wordOf(peer), port.port, port.protocol),
      policy,
      allowance,
      from: await vantageOf(from ?? {}),
      target: { host, ...port },
      endsAtNode: nodes.includes(host),
    };
  }

  /** From where the pods that a peer stands for see the others. */
  function vantageOf(peer: Peer): Promise<Vantage> {
    const key = wordOf(peer);
    const known = vantages.get(key) ?? makeVantage(peer);
    vantages.set(key, known);
    return known;
  }

  async function makeVantage({ podSelector, namespaceSelector }: Peer): Promise<Vantage> {
    const namespace = namespaceSelector?.matchLabels['kubernetes.io/metadata.name'];
    if (namespace !== undefined) return Vantage.fromNewPod(namespace, {});
    const labels = podSelector?.matchLabels ?? {};
    const component = labels[COMPONENT] ?? '';
    if (!LASTING.includes(component)) return Vantage.fromNewPod(NAMESPACE, labels);
    const [pod] = await demo.pods(component);
    return Vantage.in(NAMESPACE, pod?.metadata.name ?? '');
  }

  /** Address of a pod that a peer stands for, or of the API server. */
  async function addressOf(peer: Peer | undefined): Promise<string> {
    const key = wordOf(peer);
    const known = addresses.get(key) ?? (await lookUp(peer));
    addresses.set(key, known);
    return known;
  }
});

async function lookUp(peer: Peer | undefined): Promise<string> {
  if (peer === undefined) {
    const found = await run('kubectl', ['get', 'endpointslices', 'kubernetes', '-o', 'json']);
    return (JSON.parse(found) as { endpoints: [{ addresses: [string] }] }).endpoints[0].addresses[0];
  }
  const namespace = peer.namespaceSelector?.matchLabels['kubernetes.io/metadata.name'] ?? NAMESPACE;
  const labels = Object.entries(peer.podSelector?.matchLabels ?? {}).map(([name, value]) => `${name}=${value}`);
  const running = ['--field-selector=status.phase=Running', '-o', 'json'];
  const found = await run('kubectl', ['-n', namespace, 'get', 'pods', '-l', labels.join(','), ...running]);
  const { items } = JSON.parse(found) as { items: { status: { podIP: string } }[] };
  const [pod] = items;
  if (pod === undefined) throw new Error(`No pod runs in ${namespace} with ${labels.join(',')}`);
  return pod.status.podIP;
}

const componentOf = ({ spec }: Policy): string => spec.podSelector.matchLabels[COMPONENT] ?? '';
const wordOf = (peer: Peer | undefined): string =>
  peer === undefined
    ? 'the API server'
    : (peer.podSelector?.matchLabels[COMPONENT] ?? Object.values(peer.namespaceSelector?.matchLabels ?? {}).join());
const nameOf = (way: Direction, own: string, other: string, port: number, protocol: string): string =>
  `${own} ${way === 'egress' ? '->' : '<-'} ${other}:${port}/${protocol}`;

const patch = (name: string, spec: object): Promise<string> =>
  demo.kubectl('patch', 'networkpolicy', name, '--type=merge', '-p', JSON.stringify({ spec }));

/** The policy of the hook that makes the keys, as the chart writes it. */
async function keySetupPolicy(): Promise<object> {
  const documents = await demo.rendered('assertion-keys.yaml');
  const policy = documents.split(/^---$/m).find((text) => text.includes('kind: NetworkPolicy'));
  const asJson = ['create', '--dry-run=client', '-o', 'json', '-f', '-'];
  return JSON.parse(await run('kubectl', asJson, policy)) as object;
}

/** A day in the life of the product: what an office worker and a developer do with it. */
async function useEverything(door: FrontDoor, groundwork: Groundwork): Promise<void> {
  const { id } = await upload(door.url, inMemory('benefits.md', Buffer.from(`# Eye care\n\n${FACT}\n`)));
  await groundwork.settled(id);
  const { conversationId } = await groundwork.ask({ message: QUESTION });
  await groundwork.removeConversation(conversationId);
  const completion = await fetch(`${door.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'local-extractive', messages: [{ role: 'user', content: QUESTION }] }),
  });
  if (!completion.ok) throw new Error(`${completion.status} ${await completion.text()}`);
  await completion.arrayBuffer();
  await groundwork.remove(id);
}
