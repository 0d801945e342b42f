/** A passage cut at the words that are quoted from it. */
export interface Highlighted {
  before: string;
  quote: string;
  after: string;
}

/** A line of a list or a table of contents begins like this, and keeps its own line. */
const LIST_LINE = /^\s*(?:[•▪◦*–-]\s|\d{1,3}[.)]\s)/;

/** A line that ends before this share of its paragraph's longest was ended by its author, not by the paper's edge. */
const FULL_LINE_SHARE = 0.6;

/**
 * Joins the lines of a printed page to paragraphs: a PDF breaks them where its paper ended, not where ours does.
 * Empty lines, short lines (headings, ends of paragraphs) and the lines of a list stay apart; a line that begins with a
 * small letter goes on with the sentence before it.
 */
export function reflow(passage: string): string {
  return passage
    .split(/\n[ \t]*\n+/)
    .map((paragraph) => joinLines(paragraph.split('\n')))
    .join('\n\n');
}

function joinLines(lines: string[]): string {
  const full = Math.max(...lines.map(({ length }) => length)) * FULL_LINE_SHARE;
  return lines.reduce((text, line, at) => {
    const isBroughtOn = /^\s*\p{Ll}/u.test(line);
    const isOwn = LIST_LINE.test(line) || (!isBroughtOn && (lines[at - 1]?.length ?? 0) < full);
    return `${text}${isOwn ? '\n' : ' '}${line.trim()}`;
  });
}

/** Context shown around a quote, in characters: some three lines before and five after, in a panel of 25 rem. */
const BEFORE_CHARS = 160;
const AFTER_CHARS = 260;

/** Cuts the context of a quote down to what is near it, at blanks, with an ellipsis where something was left out. */
export function nearby({ before, quote, after }: Highlighted): Highlighted {
  const from = before.length <= BEFORE_CHARS ? -1 : before.indexOf(' ', before.length - BEFORE_CHARS);
  const to = after.length <= AFTER_CHARS ? -1 : after.lastIndexOf(' ', AFTER_CHARS);
  return {
    before: from < 0 ? before : `… ${before.slice(from + 1)}`,
    quote,
    after: to < 0 ? after : `${after.slice(0, to)} …`,
  };
}

/** What two spellings of the same words may differ in: white space, and the marks of quotation and hyphenation. */
function fold(char: string): string {
  if (/\s/.test(char)) return ' ';
  if (/[‘’‛]/.test(char)) return "'";
  if (/[“”„]/.test(char)) return '"';
  if (/[‐‑–—]/.test(char)) return '-';
  return char.toLowerCase();
}

/** Folds a text and keeps, for every unit of the result, where it came from. */
function folded(text: string): { text: string; origin: number[] } {
  let result = '';
  const origin: number[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const char = fold(text.charAt(at));
    if (char === ' ' && result.endsWith(' ')) continue;
    result += char;
    for (let unit = 0; unit < char.length; unit += 1) origin.push(at);
  }
  return { text: result, origin };
}

/**
 * Finds a quote in its passage: letter for letter, else with white space, case and typographic marks set aside.
 * Null when it is in there neither way: better no highlight than one of the wrong words.
 */
export function highlight(passage: string, quote: string): Highlighted | null {
  const cut = (start: number, end: number) => ({
    before: passage.slice(0, start),
    quote: passage.slice(start, end),
    after: passage.slice(end),
  });
  const wanted = quote.trim();
  if (wanted === '') return null;

  const exact = passage.indexOf(wanted);
  if (exact >= 0) return cut(exact, exact + wanted.length);

  const hay = folded(passage);
  const needle = folded(wanted).text.trim();
  const found = needle === '' ? -1 : hay.text.indexOf(needle);
  const start = hay.origin[found];
  const last = hay.origin[found + needle.length - 1];
  return start === undefined || last === undefined ? null : cut(start, last + 1);
}
