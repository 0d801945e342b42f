/** What no text needs: zeros, control characters of the second set, soft hyphens, byte order marks, non-characters, halves of pairs. */
const DROPPED = /[\0\u0080-\u009F\u00AD\uFEFF\uFFFD-\uFFFF]|\p{Surrogate}/gu;
/** The other control characters but tab and line feed. Where one stands in a PDF, its author saw a blank. */
const BLANKED = /(?![\t\n])\p{Cc}/gu;

/**
 * One form for one text: NFKC (ligatures, presentation forms and full-width letters become plain ones), line
 * feeds alone, nothing that JSON or a table cannot hold, no blanks at line ends.
 *
 * Idempotent, and keeps every line where it is, so that line numbers are those of the owner's editor.
 */
export function normaliseLines(text: string): string {
  return text
    .replace(/\r\n?|[\u2028\u2029\u0085\f\v]/g, '\n')
    .replace(DROPPED, '')
    .replace(BLANKED, ' ')
    .normalize('NFKC')
    .replace(/[^\S\n]+$/gm, '');
}

/** {@link normaliseLines}, with single blanks, at most one empty line in a row and none at the ends: for pages and sections. */
export const normalise = (text: string): string =>
  normaliseLines(text)
    .replace(/[^\S\n]{2,}/g, ' ')
    .replace(/\n{3,}/g, '\n\n')
    .replace(/^\n+|\n+$/g, '');
