import { folded } from './folding.js';

describe('folded', () => {
  it.each([
    ['résumé', 'resume'],
    ['straße', 'strasse'],
    ['øre', 'ore'],
    ['đường', 'duong'],
    ['άνθρωπος', 'ανθρωποσ'],
    ['ёлка', 'елка'],
    ['שָׁלוֹם', 'שלום'],
  ])('%s is %s', (word, plain) => {
    expect(folded(word)).toBe(plain);
  });

  it.each(['मुंबई', 'мой', 'น้ำ'])('leaves the marks of %s, which are letters', (word) => {
    expect(folded(word)).toBe(word.normalize('NFC'));
  });
});
