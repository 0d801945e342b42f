import { ageOf, byAge } from './groups.js';

// Noon of the reader's own clock, whichever zone the test runs in.
const now = new Date(2026, 10, 21, 12, 0, 0);
const at = (day: number, hour: number) => new Date(2026, 10, day, hour, 0, 0).toISOString();

describe(ageOf.name, () => {
  it('counts calendar days, not hours', () => {
    expect(ageOf(at(21, 0), now)).toBe('today');
    expect(ageOf(at(20, 23), now)).toBe('yesterday'); // 13 hours ago, yet the day before
    expect(ageOf(at(14, 1), now)).toBe('week');
    expect(ageOf(at(13, 23), now)).toBe('older');
  });
});

describe(byAge.name, () => {
  it('sorts latest first and leaves empty ages out', () => {
    const make = (id: string, updatedAt: string) => ({ id, title: id, createdAt: updatedAt, updatedAt });
    const groups = byAge([make('old', at(1, 9)), make('early', at(21, 8)), make('late', at(21, 11))], now);
    expect(groups.map(({ age, items }) => [age, items.map(({ id }) => id)])).toEqual([
      ['today', ['late', 'early']],
      ['older', ['old']],
    ]);
  });
});
