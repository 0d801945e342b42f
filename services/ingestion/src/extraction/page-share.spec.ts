import { PageShare } from './page-share.js';

describe(PageShare.name, () => {
  it('hands out every page once, sixteen at a time, whoever asks', () => {
    const share = new PageShare<string>(40);

    expect([share.take('a'), share.take('b'), share.take('a'), share.take('b')]).toEqual([
      { first: 1, last: 16 },
      { first: 17, last: 32 },
      { first: 33, last: 40 },
      undefined,
    ]);
    expect(share.left).toBe(0);
  });

  it('hands out again all that a lost reader had, and nothing of the others', () => {
    const share = new PageShare<string>(40);
    share.take('a');
    share.take('b');
    share.take('b');
    share.giveBack('b');

    expect(share.left).toBe(24); // 40 less the 16 of a
    expect([share.take('a'), share.take('a'), share.take('a')]).toEqual([
      { first: 33, last: 40 },
      { first: 17, last: 32 },
      undefined,
    ]);
  });

  it('has nothing of a PDF without pages', () => {
    expect(new PageShare<string>(0).take('a')).toBeUndefined();
  });
});
