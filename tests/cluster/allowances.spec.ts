import { allowancesOf, without, type Policy } from './allowances.js';

const a = { podSelector: { matchLabels: { component: 'a' } } };
const b = { podSelector: { matchLabels: { component: 'b' } } };
const one = { protocol: 'TCP', port: 1 } as const;
const two = { protocol: 'UDP', port: 2 } as const;
const three = { protocol: 'TCP', port: 3 } as const;

const policy = {
  metadata: { name: 'any' },
  spec: {
    podSelector: { matchLabels: {} },
    ingress: [{ from: [a, b], ports: [one, two] }],
    egress: [{ ports: [three] }, { to: [a], ports: [one] }],
  },
} satisfies Policy;

describe('the allowances of a policy', () => {
  it('are one for each peer and port, both ways', () => {
    expect(allowancesOf(policy)).toEqual([
      { direction: 'ingress', rule: 0, peer: a, port: one },
      { direction: 'ingress', rule: 0, peer: a, port: two },
      { direction: 'ingress', rule: 0, peer: b, port: one },
      { direction: 'ingress', rule: 0, peer: b, port: two },
      { direction: 'egress', rule: 0, port: three },
      { direction: 'egress', rule: 1, peer: a, port: one },
    ]);
  });

  it('are all left but the one that is taken away', () => {
    for (const allowance of allowancesOf(policy)) {
      const { direction } = allowance;
      const left = { ...policy, spec: { ...policy.spec, [direction]: without(policy, allowance) } };
      const words = (of: Policy): string[] =>
        allowancesOf(of).map(({ direction: way, peer, port }) => JSON.stringify([way, peer, port]));
      const taken = JSON.stringify([direction, allowance.peer, allowance.port]);
      expect(words(left).toSorted()).toEqual(
        words(policy)
          .filter((name) => name !== taken)
          .toSorted(),
      );
    }
  });

  it('without peers or ports are gone, not everybody’s', () => {
    const [everybody, last] = allowancesOf(policy).slice(-2);
    expect(without(policy, everybody as never)).toEqual([policy.spec.egress[1]]);
    expect(without(policy, last as never)).toEqual([policy.spec.egress[0]]);
  });
});
