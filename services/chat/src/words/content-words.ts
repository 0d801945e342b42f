import { isStopWord } from './stop-words.js';
import { stem } from './stem.js';

/** A word of a text that says what it is about. */
export interface ContentWord {
  /** Compared with other words: folded, without diacritics of Latin letters, stemmed. */
  readonly stem: string;
  /** UTF-16 offset in the text. */
  readonly start: number;
}

/** Scripts that put no spaces between words are cut by the runtime's dictionary. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const WORD = /[\p{L}\p{M}\p{N}]+(?:['’][\p{L}\p{M}]+)*/gu;
const LATIN_MARKS = /(?<=\p{Script=Latin})\p{M}+/gu;

const segmenter = new Intl.Segmenter('und', { granularity: 'word' });

/**
 * The words of a text that carry its meaning, in order, stop words left out.
 *
 * It decides what supports what (threshold, quotes, grounding), nothing else; the index has its own analysis.
 */
export function contentWords(text: string): ContentWord[] {
  const words: ContentWord[] = [];
  for (const match of text.matchAll(WORD)) {
    for (const { word, offset } of UNSPACED.test(match[0]) ? segments(match[0]) : [{ word: match[0], offset: 0 }]) {
      const folded = fold(word);
      if (isStopWord(folded)) continue;
      words.push({ stem: stem(folded), start: match.index + offset });
    }
  }
  return words;
}

/** The distinct stems of a text. */
export const stemsOf = (text: string): Set<string> => new Set(contentWords(text).map((word) => word.stem));

function segments(run: string): { word: string; offset: number }[] {
  return Array.from(segmenter.segment(run), ({ segment, index }) => ({ word: segment, offset: index }));
}

function fold(word: string): string {
  return word.normalize('NFKD').replace(LATIN_MARKS, '').normalize('NFKC').toLowerCase().replaceAll('’', "'");
}
