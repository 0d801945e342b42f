/** Control characters but for tab and line feed; the byte order mark; halves of pairs; what Unicode says is never a character. */
const UNWANTED = /(?![\t\n])\p{Cc}|[\uFEFF\uFFFD-\uFFFF]|\p{Surrogate}/gu;

/**
 * One form for one text: NFKC (ligatures, presentation forms and full-width letters become plain ones), line
 * feeds alone, nothing that JSON or a table cannot hold, no blanks at line ends.
 *
 * Idempotent, and keeps every line where it is, so that line numbers are those of the owner's editor.
 */
export function normaliseLines(text: string): string {
  return text
    .replace(/\r\n?|[\u2028\u2029\u0085\f\v]/g, '\n')
    .replace(UNWANTED, '')
    .normalize('NFKC')
    .replace(/[^\S\n]+$/gm, '');
}

/** {@link normaliseLines}, with at most one empty line in a row and none at the ends: for pages and sections. */
export const normalise = (text: string): string =>
  normaliseLines(text)
    .replace(/\n{3,}/g, '\n\n')
    .replace(/^\n+|\n+$/g, '');
