import { arabicTerm } from './arabic.js';

describe('arabicTerm', () => {
  it.each([
    ['the article goes', 'البيت', 'بيت'],
    ['a particle grown together with the article goes', 'والبيت', 'بيت'],
    ['alef with hamza is alef', 'أحمد', 'احمد'],
    ['tatweel and vowel signs are decoration', 'بَيـــت', 'بيت'],
    ['a plural ending goes', 'معلمون', 'معلم'],
    ['Persian yeh is Arabic yeh', 'بیت', 'بيت'],
  ])('%s', (_rule, word, term) => {
    expect(arabicTerm(word)).toBe(term);
  });

  it('leaves short words whole', () => {
    expect(arabicTerm('الم')).toBe('الم');
    expect(arabicTerm('ولد')).toBe('ولد');
  });
});
