/** Latin letters that no decomposition splits into a letter and a mark. */
const SINGLE_LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ł: 'l',
  ı: 'i',
  ς: 'σ',
  ё: 'е',
};
const SINGLE_LETTER = new RegExp(`[${Object.keys(SINGLE_LETTERS).join('')}]`, 'gu');

/** A Latin or Greek letter followed by its accents, decomposed. */
const ACCENTED = /([\p{Script=Latin}\p{Script=Greek}])\p{Mn}+/gu;

/** Hebrew points and cantillation: decoration, nearly always left out in writing. */
const HEBREW_POINTS = /[\u0591-\u05C7]/gu;

/**
 * Takes accents from Latin and Greek letters, so that `resume` finds `Résumé`. Marks of other scripts stay: in Hindi
 * and Thai they are vowels, and a word without them is another word.
 *
 * @param word in lower case and NFKC.
 */
export function folded(word: string): string {
  return word
    .normalize('NFD')
    .replace(ACCENTED, '$1')
    .normalize('NFC')
    .replace(SINGLE_LETTER, (letter) => SINGLE_LETTERS[letter] ?? letter)
    .replace(HEBREW_POINTS, '');
}
