import { bigrams, segmented } from './unspaced.js';

describe('bigrams', () => {
  it('overlaps', () => expect(bigrams('東京都', false)).toEqual(['東京', '京都']));
  it('keeps a letter that stands alone', () => expect(bigrams('猫', false)).toEqual(['猫']));
  it('adds the last letter for the index', () => expect(bigrams('東京', true)).toEqual(['東京', '京']));
  it('does not cut a letter outside the basic plane in two', () => expect(bigrams('𠮷野', false)).toEqual(['𠮷野']));
});

describe('segmented', () => {
  it('cuts at words and loses nothing', () => {
    expect(segmented('สวัสดีชาวโลก').join('')).toBe('สวัสดีชาวโลก');
    expect(segmented('สวัสดีชาวโลก').length).toBeGreaterThan(1);
  });
});
