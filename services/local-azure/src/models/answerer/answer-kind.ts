import { analyze } from '../../search/analysis/analyzer.js';
import type { AnswerKind, Question } from './question.js';

const MONTH = 'January|February|March|April|May|June|July|August|September|October|November|December';
const TIME = new RegExp(
  `\\b(?:1\\d{3}|20\\d\\d|\\d{1,2}(?:st|nd|rd|th)? (?:century|${MONTH})|${MONTH}|\\d{1,2}:\\d{2}|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|century|days?|weeks?|months?|years?)\\b`,
);
const NUMBER =
  /\p{N}|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|hundred|thousand|million|billion|half|third|quarter|once|twice)\b/iu;
/** A word with a capital that does not begin the sentence. */
const NAME = /(?<=[\p{Ll}\p{N},;:)"'’] )(?:["'“‘(])?\p{Lu}[\p{L}\p{M}'’-]+/gu;
const IS = /\b(?:is|are|was|were|means?|refers? to|defined as|called|known as)\b/i;

const TESTS: Readonly<Record<AnswerKind, (sentence: string, known: ReadonlySet<string>) => boolean>> = {
  time: (sentence, known) => namesNew(sentence, TIME, known),
  number: (sentence, known) => namesNew(sentence, NUMBER, known),
  person: namesSomebody,
  place: namesSomebody,
  definition: (sentence) => IS.test(sentence),
  other: () => false,
};

/** Whether a sentence names the kind of thing that the question asks for, beyond what the question itself names. */
export function namesKind(sentence: string, { kind, terms }: Question): boolean {
  return TESTS[kind](sentence, new Set(terms.map(({ term }) => term)));
}

function namesNew(sentence: string, sign: RegExp, known: ReadonlySet<string>): boolean {
  const words = sentence.split(/\s+/).filter((word) => sign.test(word));
  return words.some((word) => analyze(word, 'query').some((term) => !known.has(term)));
}

function namesSomebody(sentence: string, known: ReadonlySet<string>): boolean {
  return (sentence.match(NAME) ?? []).some((name) => analyze(name, 'query').some((term) => !known.has(term)));
}
