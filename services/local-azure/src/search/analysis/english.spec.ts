import { englishStem } from './english.js';
import { isStopWord } from './stop-words.js';

describe('englishStem', () => {
  it('is the Porter stem', () => {
    expect(['relational', 'connections', 'plan'].map(englishStem)).toEqual(['relat', 'connect', 'plan']);
  });

  it('leaves stop words as the list knows them, and what is not a word', () => {
    expect(['this', 'was', '401k'].map(englishStem)).toEqual(['this', 'was', '401k']);
    expect(isStopWord(englishStem('this'))).toBe(true);
  });
});
