/** A NetworkPolicy as far as the chart's go. */
export interface Policy {
  readonly metadata: { readonly name: string };
  readonly spec: PolicySpec;
}

interface PolicySpec {
  readonly podSelector: { readonly matchLabels: Readonly<Record<string, string>> };
  readonly ingress?: readonly Rule[];
  readonly egress?: readonly Rule[];
}

export type Direction = 'ingress' | 'egress';

/** Who may be spoken to, or may speak; none: everybody. */
interface Rule {
  readonly from?: readonly Peer[];
  readonly to?: readonly Peer[];
  readonly ports?: readonly Port[];
}

export interface Peer {
  readonly podSelector?: { readonly matchLabels: Readonly<Record<string, string>> };
  readonly namespaceSelector?: { readonly matchLabels: Readonly<Record<string, string>> };
}

export interface Port {
  readonly protocol: 'TCP' | 'UDP';
  readonly port: number;
}

/** One peer and one port: the least that a policy allows or does not. */
export interface Allowance {
  readonly direction: Direction;
  /** Place of its rule. */
  readonly rule: number;
  /** Missing where the rule names nobody. */
  readonly peer?: Peer;
  readonly port: Port;
}

const DIRECTIONS: readonly Direction[] = ['ingress', 'egress'];
const KEY = { ingress: 'from', egress: 'to' } as const;
const peersOf = (rule: Rule, direction: Direction): readonly (Peer | undefined)[] =>
  rule[KEY[direction]] ?? [undefined];

/** Everything that a policy allows, one by one. */
export function allowancesOf({ spec }: Policy): Allowance[] {
  return DIRECTIONS.flatMap((direction) =>
    (spec[direction] ?? []).flatMap((rule, place) =>
      peersOf(rule, direction).flatMap((peer) =>
        (rule.ports ?? []).map((port) => ({ direction, rule: place, ...(peer && { peer }), port })),
      ),
    ),
  );
}

/** The policy's rules of that direction without this one allowance, and with all others. */
export function without({ spec }: Policy, { direction, rule: place, peer, port }: Allowance): Rule[] {
  return (spec[direction] ?? []).flatMap((rule, i) => {
    if (i !== place) return [rule];
    const others = peersOf(rule, direction).filter((one) => one !== peer);
    const otherPorts = (rule.ports ?? []).filter((one) => one !== port);
    return [
      // A rule without peers means everybody, and one without ports every port: neither may come of taking one away.
      ...(others.length > 0 ? [{ ...rule, [KEY[direction]]: others }] : []),
      ...(otherPorts.length > 0 ? [{ ...rule, ...(peer && { [KEY[direction]]: [peer] }), ports: otherPorts }] : []),
    ];
  });
}
