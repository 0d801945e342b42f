import { FaultBreaker, OPEN_MS } from './fault-breaker.js';

/** So many faults, one after the other, at one moment. */
const fail = (breaker: FaultBreaker, times: number, now = 0): void => {
  for (let i = 0; i < times; i++) breaker.failed(now, false, false);
};

describe(FaultBreaker.name, () => {
  it('opens on the fifth fault in a row, not on the fourth', () => {
    const breaker = new FaultBreaker();
    fail(breaker, 4);
    expect(breaker.stateAt(0)).toBe('closed');
    fail(breaker, 1);
    expect(breaker.stateAt(0)).toBe('open');
  });

  it('begins to count anew after a success', () => {
    const breaker = new FaultBreaker();
    fail(breaker, 4);
    breaker.succeeded(0, false);
    fail(breaker, 4);
    expect(breaker.admits(0)).toBe(true);
  });

  it('opens at once where no connection came about', () => {
    const breaker = new FaultBreaker();
    breaker.failed(0, false, true);
    expect(breaker.admits(0)).toBe(false);
  });

  it.each([
    [19, false], // 10 of 19 is more than half, but fewer than 20 calls
    [20, true], // 10 of 20
    [22, false], // 10 of 22 is less than half
  ])('with 10 faults among %d calls of a minute, never two in a row: open %s', (calls, isOpen) => {
    const breaker = new FaultBreaker();
    for (let i = 0; i < calls - 20; i++) breaker.succeeded(0, false);
    for (let i = 0; i < Math.min(10, calls - 10); i++) {
      breaker.succeeded(0, false);
      breaker.failed(0, false, false);
    }
    if (calls < 20) breaker.failed(0, false, false);
    expect(breaker.stateAt(0)).toBe(isOpen ? 'open' : 'closed');
  });

  it('forgets faults after a minute', () => {
    const breaker = new FaultBreaker();
    for (let i = 0; i < 9; i++) {
      breaker.succeeded(0, false);
      breaker.failed(0, false, false);
    }
    // 9 of 18 at second 0; in the window of second 61 only the last two calls are left.
    breaker.succeeded(61_000, false);
    breaker.failed(61_000, false, false);
    expect(breaker.stateAt(61_000)).toBe('closed');
  });

  it('rests for exactly 30 s, then lets one call through and no other', () => {
    const breaker = new FaultBreaker();
    breaker.failed(1_000, false, true);
    expect(breaker.admits(1_000 + OPEN_MS - 1)).toBe(false);
    expect(breaker.admits(1_000 + OPEN_MS)).toBe(true);

    expect(breaker.enter(31_000)).toBe(true);
    expect(breaker.stateAt(31_000)).toBe('half_open');
    expect(breaker.admits(31_000)).toBe(false);
    expect(() => breaker.enter(31_000)).toThrow();
  });

  it('closes on a trial that succeeds, with all faults forgotten', () => {
    const breaker = new FaultBreaker();
    fail(breaker, 5);
    breaker.enter(OPEN_MS);
    breaker.succeeded(OPEN_MS, true);
    fail(breaker, 4, OPEN_MS);
    expect(breaker.stateAt(OPEN_MS)).toBe('closed');
  });

  it('rests for another 30 s after a trial that fails', () => {
    const breaker = new FaultBreaker();
    fail(breaker, 5);
    breaker.enter(OPEN_MS);
    breaker.failed(OPEN_MS + 5, true, false);
    expect(breaker.admits(2 * OPEN_MS + 4)).toBe(false);
    expect(breaker.admits(2 * OPEN_MS + 5)).toBe(true);
  });

  it('lets the next call try where a trial ended without telling anything', () => {
    const breaker = new FaultBreaker();
    fail(breaker, 5);
    breaker.enter(OPEN_MS);
    breaker.abandoned(true);
    expect(breaker.admits(OPEN_MS)).toBe(true);
  });

  it('is not kept open longer by calls that began before it opened', () => {
    const breaker = new FaultBreaker();
    fail(breaker, 5, 0);
    fail(breaker, 5, 20_000);
    expect(breaker.admits(OPEN_MS)).toBe(true);
  });
});
