/** Vowel signs, the small alef above, and the stretching tatweel: decoration, often left out in writing. */
const DECORATION = /[\u064B-\u065F]|[\u06D6-\u06ED]|\u0670|\u0640/gu;

/** Articles and the particles that grow together with them, longest first. */
const PREFIXES = ['وال', 'بال', 'كال', 'فال', 'لل', 'ال'];

/** Endings of number, gender and possession, longest first. */
const SUFFIXES = ['ها', 'ان', 'ات', 'ون', 'ين', 'يه', 'ه', 'ي'];

/** Letters that must remain for a prefix or an ending to be cut, so that short words stay whole. */
const MIN_STEM_LETTERS = 3;

/**
 * One form for the many spellings of an Arabic word, and a light stem of it.
 *
 * Alef with hamza or madda is alef, alef maksura is yeh, teh marbuta is heh; Persian and Urdu yeh and kaf are the
 * Arabic ones. Then one prefix goes (the article), and endings while enough of the word remains.
 */
export function arabicTerm(word: string): string {
  const plain = word
    .replace(DECORATION, '')
    .replace(/[أإآٱ]/gu, 'ا')
    .replace(/[ىی]/gu, 'ي')
    .replace(/ة/gu, 'ه')
    .replace(/ک/gu, 'ك');
  return withoutEndings(withoutPrefix(plain));
}

function withoutPrefix(word: string): string {
  const prefix = PREFIXES.find((one) => word.startsWith(one) && word.length - one.length >= MIN_STEM_LETTERS);
  if (prefix !== undefined) return word.slice(prefix.length);
  return word.startsWith('و') && word.length > MIN_STEM_LETTERS + 1 ? word.slice(1) : word;
}

function withoutEndings(word: string): string {
  const suffix = SUFFIXES.find((one) => word.endsWith(one) && word.length - one.length >= MIN_STEM_LETTERS);
  return suffix === undefined ? word : withoutEndings(word.slice(0, -suffix.length));
}
