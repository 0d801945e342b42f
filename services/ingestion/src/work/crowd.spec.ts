import { Crowd, EXPRESS_REQUESTS } from './crowd.js';

const MINUTE = 60_000;

describe(Crowd.name, () => {
  it('calls an owner a crowd after twenty requests within a minute, and nobody else', () => {
    const crowd = new Crowd();
    const alice = Array.from({ length: EXPRESS_REQUESTS + 2 }, (_, i) => crowd.isCrowding('alice', i));

    expect(EXPRESS_REQUESTS).toBe(20);
    expect(alice.slice(0, 20)).toEqual(Array(20).fill(false));
    expect(alice.slice(20)).toEqual([true, true]);
    expect(crowd.isCrowding('bob', 30)).toBe(false);
  });

  it('forgets after a minute', () => {
    const crowd = new Crowd();
    for (let i = 0; i <= EXPRESS_REQUESTS; i += 1) crowd.isCrowding('alice', 0);

    expect(crowd.isCrowding('alice', MINUTE - 1)).toBe(true);
    expect(crowd.isCrowding('alice', MINUTE)).toBe(false);
  });
});
