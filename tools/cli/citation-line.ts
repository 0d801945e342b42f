import type { Citation, Place } from '@shared/contracts';

/** Where a passage stands, for a person: `page 3`, `under "Leave"`, `lines 10-14`. */
export function placeName({ page, heading, lines }: Place): string {
  if (page !== undefined) return `page ${page}`;
  if (heading !== undefined) return `under "${heading}"`;
  if (lines !== undefined) return lines[0] === lines[1] ? `line ${lines[0]}` : `lines ${lines[0]}-${lines[1]}`;
  return '';
}

/** `[1] Benefit_Options, page 3: “Northwind Health Plus offers ...”` */
export function citationLine(citation: Citation): string {
  const where = [citation.title, placeName(citation)].filter(Boolean).join(', ');
  return `[${citation.n}] ${where}: “${citation.quote.replaceAll(/\s+/g, ' ').trim()}”`;
}

/** One line for each number and quote, in the order of the numbers. */
export function citationLines(citations: readonly Citation[]): string[] {
  return [...new Set(citations.toSorted((a, b) => a.n - b.n).map(citationLine))];
}
