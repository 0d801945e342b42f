import { BadFault, FAULT_HEADER, FaultDesk } from './fault-desk.js';

const fault429 = { kind: 'status', status: 429 } as const;
const fault500 = { kind: 'status', status: 500 } as const;

describe(FaultDesk.name, () => {
  it('orders nothing unless told to', () => {
    expect(new FaultDesk().next('models', 'chat', {})).toBeUndefined();
  });

  it('takes the fault of the call itself before any rule', () => {
    const desk = new FaultDesk();
    desk.add({ fault: fault500 });

    expect(desk.next('models', 'chat', { [FAULT_HEADER]: '429' })).toEqual(fault429);
  });

  it('strikes only the service and operation of the rule', () => {
    const desk = new FaultDesk();
    desk.add({ service: 'models', operation: 'chat', fault: fault429 });

    expect(desk.next('models', 'embeddings', {})).toBeUndefined();
    expect(desk.next('search', 'chat', {})).toBeUndefined();
    expect(desk.next('models', 'chat', {})).toEqual(fault429);
  });

  it('is spent after its count, and then lets the next rule strike', () => {
    const desk = new FaultDesk();
    desk.add({ count: 2, fault: fault429 });
    desk.add({ fault: fault500 });

    const kinds = [1, 2, 3].map(() => desk.next('models', 'chat', {}));

    expect(kinds).toEqual([fault429, fault429, fault500]);
    expect(desk.list().map(({ struck }) => struck)).toEqual([2, 1]);
  });

  it('spreads a percentage evenly, the same way every time', () => {
    const desk = new FaultDesk();
    desk.add({ percent: 25, fault: fault429 });

    const struck = Array.from({ length: 8 }, () => desk.next('models', 'chat', {}) !== undefined);

    // 25 credits a call: 100 on the 4th and again on the 8th.
    expect(struck).toEqual([false, false, false, true, false, false, false, true]);
  });

  it('forgets one rule, or all', () => {
    const desk = new FaultDesk();
    const { id } = desk.add({ fault: fault429 });
    desk.add({ fault: fault500 });

    expect(desk.remove(id)).toBe(true);
    expect(desk.remove(id)).toBe(false);
    expect(desk.next('models', 'chat', {})).toEqual(fault500);
    desk.remove();
    expect(desk.next('models', 'chat', {})).toBeUndefined();
  });

  it.each([
    [{}],
    [{ fault: { kind: 'explode' } }],
    [{ fault: fault429, percent: 0 }],
    [{ fault: fault429, count: 0 }],
    [{ fault: fault429, servce: 'models' }],
  ])('refuses the rule %j', (rule) => {
    expect(() => new FaultDesk().add(rule)).toThrow(BadFault);
  });

  it('counts calls, faults and clients that left, by operation', () => {
    const desk = new FaultDesk();
    const [served, faulty, left, cut] = [{}, { [FAULT_HEADER]: '503' }, {}, { [FAULT_HEADER]: 'cut=1' }];
    for (const headers of [served, faulty, left, cut]) desk.next('models', 'chat', headers);
    desk.ledger.closedEarly(left);
    desk.ledger.closedEarly(cut);
    desk.ledger.closedEarly({});

    // The cut was ours, and the last headers belong to no call: one client left.
    expect(desk.ledger.list()).toEqual([{ service: 'models', operation: 'chat', calls: 4, faults: 2, aborted: 1 }]);
  });
});
