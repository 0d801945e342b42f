import Papa from 'papaparse';
import { normaliseLines } from './normalise.js';
import { cellText, TableLines, type Row } from './table-lines.js';
import type { ReadText } from './text-builder.js';

/** What parts the columns, likeliest first; found out from the file. */
const DELIMITERS = [',', ';', '\t', '|'];

/**
 * Comma-separated values, or whatever parts them: a line a record, each with the names of its columns. The number of a
 * line is the number of its record, as a spreadsheet shows it.
 */
export function readCsv(raw: string): ReadText {
  const table = new TableLines();
  const lines: string[] = [];
  Papa.parse<string[]>(raw.trimEnd(), {
    delimitersToGuess: DELIMITERS,
    step: ({ data }) => lines.push(table.next(rowOf(data))),
  });
  const text = normaliseLines(lines.join('\n'));
  const lead = text.length - text.trimStart().length;
  const sections = text.trim() === '' ? [] : [{ start: lead, end: text.trimEnd().length, page: null, heading: null }];
  return { text, sections, pages: null, hasLines: true };
}

const rowOf = (cells: readonly string[]): Row =>
  cells.flatMap((cell, column) => {
    const text = cellText(cell);
    return text === '' ? [] : [[column, text] as const];
  });
