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
      const found = stemOf(word);
      if (found !== null) words.push({ stem: found, start: match.index + offset });
    }
  }
  return words;
}

/** The distinct stems of a text. */
export const stemsOf = (text: string): Set<string> => new Set(contentWords(text).map((word) => word.stem));

function segments(run: string): { word: string; offset: number }[] {
  return Array.from(segmenter.segment(run), ({ segment, index }) => ({ word: segment, offset: index }));
}

/** Stems of words seen before; the words of a language repeat, and most of the work is folding them. */
const known = new Map<string, string | null>();
/** Most words remembered; about 2 MB. */
const MAX_KNOWN = 20_000;

/** The stem of a word, or null for one that says nothing. */
function stemOf(word: string): string | null {
  const remembered = known.get(word);
  if (remembered !== undefined) return remembered;
  const folded = fold(word);
  const found = isStopWord(folded) ? null : stem(folded);
  if (known.size >= MAX_KNOWN) known.clear();
  known.set(word, found);
  return found;
}

function fold(word: string): string {
  return word.normalize('NFKD').replace(LATIN_MARKS, '').normalize('NFKC').toLowerCase().replaceAll('’', "'");
}
