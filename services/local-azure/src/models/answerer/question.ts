import { analyze } from '../../search/analysis/analyzer.js';
import { isStopWord } from '../../search/analysis/stop-words.js';
import { weightOf } from '../embedding/word-weights.js';

/** What sort of thing an answer has to name, as far as the question's words tell. */
export type AnswerKind = 'person' | 'time' | 'number' | 'place' | 'definition' | 'other';

/** A term of the question and how much it counts. */
export interface QuestionTerm {
  readonly term: string;
  readonly weight: number;
  /** Says what kind of answer is wanted rather than what about: `year`, `name`, `many`. */
  readonly isGeneric: boolean;
  /** A name or a number: without it the text is about somebody or something else. */
  readonly isName: boolean;
}

export interface Question {
  /** Each term once. */
  readonly terms: readonly QuestionTerm[];
  /** Terms that follow one another, stop words left out. */
  readonly pairs: readonly (readonly [string, string])[];
  readonly kind: AnswerKind;
}

/** Names and numbers are what a question is about: they count more, words that only shape it count less. */
const NAME_FACTOR = 1.5;
const GENERIC_FACTOR = 0.3;

const GENERIC = new Set(
  analyze(
    'name type kind sort term called call word year date time day month place person people mean does did used use known ' +
      'number amount percent percentage part main another other become became happen first many much often long far please tell explain describe',
    'query',
  ),
);

/** Most terms of a question that are looked at: more is a document, not a question. */
const MAX_TERMS = 200;

const WORD = /[\p{L}\p{M}\p{N}]+(?:['’][\p{L}\p{M}]+)*/gu;

/** Takes a question apart. A question of stop words only has no terms. */
export function readQuestion(text: string): Question {
  const inOrder: QuestionTerm[] = [];
  for (const [index, [word]] of Array.from(text.matchAll(WORD)).entries()) {
    const isName = /\p{N}/u.test(word) || (index > 0 && /^\p{Lu}/u.test(word));
    for (const term of analyze(word, 'query')) {
      if (isStopWord(term)) continue;
      const isGeneric = GENERIC.has(term);
      const factor = (isGeneric ? GENERIC_FACTOR : 1) * (isName ? NAME_FACTOR : 1);
      inOrder.push({ term, weight: weightOf(term) * factor, isGeneric, isName });
    }
  }
  inOrder.splice(MAX_TERMS);
  const terms = Array.from(new Map(inOrder.map((entry) => [entry.term, entry])).values());
  const pairs = inOrder.slice(1).map(({ term }, index) => [inOrder[index]?.term ?? '', term] as const);
  return { terms, pairs, kind: kindOf(text) };
}

const KINDS: readonly (readonly [AnswerKind, RegExp])[] = [
  [
    'time',
    /\b(?:when|what (?:year|date|day|month|time|century|decade)|which (?:year|date|day|month|century|decade)|how long ago)\b/i,
  ],
  [
    'number',
    /\b(?:how (?:many|much|long|old|far|large|big|tall|high|often)|what (?:is|was|are|were) the (?:number|amount|cost|price|percentage|population|limit|maximum|minimum)|what (?:percentage|percent|number|amount))\b/i,
  ],
  ['person', /\b(?:who|whom|whose|which (?:person|man|woman|king|queen|president|author))\b/i],
  ['place', /\b(?:where|what (?:city|country|state|place)|which (?:city|country|state|place))\b/i],
  ['definition', /^\s*(?:what (?:is|are|does)|define)\b/i],
];

const kindOf = (text: string): AnswerKind => KINDS.find(([, sign]) => sign.test(text))?.[0] ?? 'other';
