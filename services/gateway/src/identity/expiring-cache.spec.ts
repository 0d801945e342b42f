import { ExpiringCache } from './expiring-cache.js';

describe(ExpiringCache.name, () => {
  it('forgets a value at its end', () => {
    let now = 1_000;
    const cache = new ExpiringCache<string>(10, () => now);
    cache.set('a', 'one', 50);
    now = 1_049;
    expect(cache.get('a')).toBe('one');
    now = 1_050;
    expect(cache.get('a')).toBeUndefined();
    expect(cache.size).toBe(0);
  });

  it('lets the value go that was used longest ago when it is full', () => {
    const cache = new ExpiringCache<number>(2);
    cache.set('a', 1, 1_000);
    cache.set('b', 2, 1_000);
    cache.get('a');
    cache.set('c', 3, 1_000);
    expect([cache.get('a'), cache.get('b'), cache.get('c'), cache.size]).toEqual([1, undefined, 3, 2]);
  });

  it('forgets what it is told to', () => {
    const cache = new ExpiringCache<number>(2);
    cache.set('a', 1, 1_000);
    cache.delete('a');
    expect(cache.get('a')).toBeUndefined();
  });
});
