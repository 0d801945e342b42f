import { DEFAULT_TAGS, marked, sentencesOf, termsWithin } from './marking.js';

describe('marked', () => {
  it('marks words by what they are indexed under and leaves the text as it is', () => {
    expect(marked('Two  Plans & a planet.', new Set(['plan']), DEFAULT_TAGS)).toBe('Two  <em>Plans</em> & a planet.');
  });
});

describe('sentencesOf', () => {
  const texts = (text: string) => sentencesOf(text).map(({ start, end }) => text.slice(start, end));

  it('cuts behind full stops and at line ends, without the space around', () => {
    expect(texts(' One is 3.5 wide.  Two?\nThree\n\n')).toEqual(['One is 3.5 wide.', 'Two?', 'Three']);
  });

  it('cuts behind Chinese full stops, which no space follows', () => {
    expect(texts('第一。第二！')).toEqual(['第一。', '第二！']);
  });
});

describe('termsWithin', () => {
  it('names each term once', () => {
    expect(termsWithin('plan, plans and dental', { start: 0, end: 11 }, new Set(['plan', 'dental']))).toEqual(['plan']);
  });
});
