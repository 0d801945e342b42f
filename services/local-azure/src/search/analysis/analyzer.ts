import { arabicTerm } from './arabic.js';
import { englishStem } from './english.js';
import { folded } from './folding.js';
import { bigrams, segmented } from './unspaced.js';

/** Who asks: text to be kept, or a question about it. They differ only in pairs of Chinese, Japanese and Korean. */
export type Purpose = 'index' | 'query';

/** A word of the original text and the terms it is indexed under. */
export interface Word {
  /** UTF-16 offsets in the text as it was given. */
  readonly start: number;
  readonly end: number;
  readonly terms: readonly string[];
}

/** Longest term kept, UTF-16 units: what Lucene's standard tokenizer allows. Longer ones are cut there. */
const MAX_TERM_LENGTH = 255;

/** Letters, their marks and digits; an apostrophe inside belongs to the word. */
const WORD = /[\p{L}\p{M}\p{N}]+(?:['’][\p{L}\p{M}]+)*/gu;
const ASCII_WORD = /[A-Za-z0-9]+(?:'[A-Za-z]+)*/g;
const NOT_ASCII = /[^\0-\x7f]/;

/** One run of a word that is written in one way: pairs, unspaced words, Arabic, or anything with spaces. */
const RUN =
  /(?<pairs>[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}ー々]+)|(?<unspaced>[\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]+)|(?<arabic>[\p{Script=Arabic}\u064B-\u065F\u0640]+)|(?<spaced>(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}ー々\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Arabic}])[\s\S])+)/gu;

/**
 * The terms of a text, in order. Index and query pass through here alike, whatever language they are in: NFKC, lower
 * case, Porter stems for words of a-z, accents folded, pairs for Chinese, Japanese and Korean, a dictionary for Thai
 * and its neighbours, light stems for Arabic. Every term is letters, marks and digits only.
 */
export function analyze(text: string, purpose: Purpose = 'index'): string[] {
  if (!NOT_ASCII.test(text)) return asciiTerms(text);
  return Array.from(text.normalize('NFKC').matchAll(WORD), ([word]) => termsOf(word, purpose)).flat();
}

/** The words of a text with their places, for highlights and captions. */
export function wordsOf(text: string): Word[] {
  return Array.from(text.matchAll(WORD), ({ 0: word, index }) => ({
    start: index,
    end: index + word.length,
    terms: NOT_ASCII.test(word) ? analyze(word, 'query') : termsOf(word, 'query'),
  }));
}

function asciiTerms(text: string): string[] {
  const terms: string[] = [];
  for (const word of text.match(ASCII_WORD) ?? []) terms.push(spacedTerm(word.toLowerCase()));
  return terms;
}

/** Words remembered before the memory is emptied: bounds it at some tens of megabytes. */
const MAX_REMEMBERED = 100_000;
const remembered: Readonly<Record<Purpose, Map<string, readonly string[]>>> = { index: new Map(), query: new Map() };

/** The terms of one word in NFKC. Natural text repeats its words: most are remembered. */
function termsOf(word: string, purpose: Purpose): readonly string[] {
  const memory = remembered[purpose];
  const known = memory.get(word);
  if (known !== undefined) return known;
  const terms = freshTermsOf(word.toLowerCase(), purpose).filter((term) => term !== '');
  if (memory.size >= MAX_REMEMBERED) memory.clear();
  memory.set(word, terms);
  return terms;
}

function freshTermsOf(word: string, purpose: Purpose): string[] {
  if (!NOT_ASCII.test(word)) return [spacedTerm(word)];
  return Array.from(word.matchAll(RUN), ({ groups = {} }) => {
    if (groups.pairs !== undefined) return bigrams(groups.pairs, purpose === 'index');
    if (groups.unspaced !== undefined) return segmented(groups.unspaced);
    if (groups.arabic !== undefined) return [arabicTerm(groups.arabic).slice(0, MAX_TERM_LENGTH)];
    return [spacedTerm(folded(groups.spaced ?? ''))];
  }).flat();
}

/** A word of a spaced script: the possessive goes, other apostrophes close up (`o'neil` is `oneil`). */
function spacedTerm(word: string): string {
  const bare = word.replace(/['’]s$/, '').replace(/['’]/g, '');
  return englishStem(bare.slice(0, MAX_TERM_LENGTH));
}
