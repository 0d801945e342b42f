import { wordsOf } from '../analysis/analyzer.js';

/** What marks begin and end with: the service's defaults. */
export const DEFAULT_TAGS = { before: '<em>', after: '</em>' } as const;
export interface Tags {
  readonly before: string;
  readonly after: string;
}

/** A stretch of a text, UTF-16 offsets. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Puts tags around the words of a text that stand for one of the terms. Everything else is left as it is. */
export function marked(text: string, terms: ReadonlySet<string>, { before, after }: Tags): string {
  let result = '';
  let at = 0;
  for (const { start, end, terms: own } of wordsOf(text)) {
    if (!own.some((term) => terms.has(term))) continue;
    result += `${text.slice(at, start)}${before}${text.slice(start, end)}${after}`;
    at = end;
  }
  return result + text.slice(at);
}

/** A full stop, question or exclamation mark with a space behind it; their Chinese forms without; a line's end. */
const SENTENCE_END = /(?<=[.!?…]["”’)]?)\s+|(?<=[。！？])|\n+/gu;

/** The sentences of a text, without the space around them. */
export function sentencesOf(text: string): Span[] {
  const spans: Span[] = [];
  let start = 0;
  for (const { index, 0: separator } of [...text.matchAll(SENTENCE_END), { index: text.length, 0: '' }]) {
    const raw = text.slice(start, index);
    const lead = raw.length - raw.trimStart().length;
    const body = raw.trim();
    if (body !== '') spans.push({ start: start + lead, end: start + lead + body.length });
    start = index + separator.length;
  }
  return spans;
}

/** How many different terms each stretch of a text holds. */
export function termsWithin(text: string, { start, end }: Span, terms: ReadonlySet<string>): string[] {
  const found = wordsOf(text.slice(start, end)).flatMap((word) => word.terms.filter((term) => terms.has(term)));
  return [...new Set(found)];
}
