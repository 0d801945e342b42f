import { format } from 'numfmt';
import { OoxmlPackage } from './ooxml-package.js';
import { cellText, TableLines, type Row } from './table-lines.js';
import { TextBuilder, type ReadText } from './text-builder.js';
import { numberFormats, sharedStrings, sheetsOf } from './workbook-parts.js';
import { readXml } from './xml.js';

const WORKBOOK = 'xl/workbook.xml';
/** Days between the two origins that dates are counted from. */
const DAYS_TO_1904 = 1_462;

/**
 * An Excel workbook: a section a sheet under the sheet's name, a line a row with the names of its columns, values as
 * they are shown. Of a formula its last result is read; nothing is worked out, and nothing outside is fetched. Hidden
 * sheets, pictures, charts and comments are left out.
 *
 * @throws {Unreadable}
 */
export async function readWorkbook(filePath: string, maxInflatedBytes: number): Promise<ReadText> {
  return OoxmlPackage.use(filePath, 'xlsx', maxInflatedBytes, async (workbook) => {
    const { sheets, counts1904 } = sheetsOf(await workbook.needed(WORKBOOK));
    const parts = await workbook.relationships(WORKBOOK);
    const look: Look = {
      strings: sharedStrings(await workbook.part(targetOf(parts, 'sharedStrings'))),
      formats: numberFormats(await workbook.part(targetOf(parts, 'styles'))),
      counts1904,
    };
    const builder = new TextBuilder();
    for (const { name, relationshipId } of sheets) {
      const part = parts.get(relationshipId);
      // A sheet of nothing but a chart has no rows.
      if (part?.type !== 'worksheet') continue;
      const lines = sheetLines(await workbook.needed(part.target), look);
      if (lines.some((line) => line !== '')) builder.add([name, ...lines].join('\n'), { heading: name });
    }
    return builder.finish(null, false);
  });
}

const targetOf = (parts: ReadonlyMap<string, { type: string; target: string }>, type: string): string =>
  Array.from(parts.values()).find((part) => part.type === type)?.target ?? `xl/${type}.xml`;

/** What a sheet's cells refer to. */
interface Look {
  readonly strings: readonly string[];
  readonly formats: readonly string[];
  readonly counts1904: boolean;
}

/** A line a row; rows without a value between two tables become one empty line. */
function sheetLines(data: Buffer, look: Look): string[] {
  const table = new TableLines();
  const lines: string[] = [];
  let row: [number, string][] = [];
  let lastRow = 0;
  let column = -1;
  let cell = { type: 'n', style: 0, text: '' };
  let isValue = false;
  readXml(data, {
    open: (name, attributes) => {
      if (name === 'row') {
        const number = Number(attributes['r'] ?? lastRow + 1);
        if (number > lastRow + 1) lines.push(table.next([]));
        lastRow = number;
        row = [];
        column = -1;
      } else if (name === 'c') {
        column = columnOf(attributes['r']) ?? column + 1;
        cell = { type: attributes['t'] ?? 'n', style: Number(attributes['s'] ?? 0), text: '' };
      }
      isValue = name === 'v' || name === 't';
    },
    text: (text) => {
      if (isValue) cell.text += text;
    },
    close: (name) => {
      isValue = false;
      if (name === 'c') {
        const shown = cellText(shownValue(cell, look));
        if (shown !== '') row.push([column, shown]);
      } else if (name === 'row') {
        lines.push(table.next(row satisfies Row));
      }
    },
  });
  return lines;
}

/** `AB12` is column 27, counted from 0. */
function columnOf(reference: string | undefined): number | undefined {
  const letters = /^[A-Z]{1,3}/.exec(reference ?? '')?.[0];
  if (letters === undefined) return undefined;
  return Array.from(letters).reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

function shownValue({ type, style, text }: { type: string; style: number; text: string }, look: Look): string {
  switch (type) {
    case 's':
      return look.strings[Number(text)] ?? '';
    case 'b':
      return text === '1' ? 'TRUE' : 'FALSE';
    case 'n':
      return text.trim() === '' ? '' : shownNumber(Number(text), look.formats[style] ?? 'General', look.counts1904);
    default:
      return text;
  }
}

/** A number, amount, share or date as its format shows it; a format that cannot be read leaves the number. */
function shownNumber(value: number, pattern: string, counts1904: boolean): string {
  try {
    const isDate = counts1904 && /[ymdhs]/i.test(pattern.replace(/\[[^\]]*\]|"[^"]*"|\\./g, ''));
    return format(pattern, isDate ? value + DAYS_TO_1904 : value, { dateErrorThrows: false });
  } catch {
    return String(value);
  }
}
