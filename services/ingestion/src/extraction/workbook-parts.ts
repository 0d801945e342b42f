import { readXml } from './xml.js';

/** The texts that cells share, in order. How they are pronounced is left out. */
export function sharedStrings(data: Buffer | undefined): string[] {
  const strings: string[] = [];
  if (!data) return strings;
  let current = '';
  let isText = false;
  let pronounced = 0;
  readXml(data, {
    open: (name) => {
      if (name === 'si') current = '';
      if (name === 'rPh') pronounced += 1;
      isText = name === 't' && pronounced === 0;
    },
    text: (text) => {
      if (isText) current += text;
    },
    close: (name) => {
      isText = false;
      if (name === 'rPh') pronounced -= 1;
      if (name === 'si') strings.push(current);
    },
  });
  return strings;
}

/** Number formats that a workbook names without writing them down, by their ids: ECMA-376, part 1, section 18.8.30. */
const BUILT_IN: Readonly<Record<number, string>> = {
  1: '0',
  2: '0.00',
  3: '#,##0',
  4: '#,##0.00',
  9: '0%',
  10: '0.00%',
  11: '0.00E+00',
  12: '# ?/?',
  13: '# ??/??',
  14: 'yyyy-mm-dd',
  15: 'd-mmm-yy',
  16: 'd-mmm',
  17: 'mmm-yy',
  18: 'h:mm AM/PM',
  19: 'h:mm:ss AM/PM',
  20: 'h:mm',
  21: 'h:mm:ss',
  22: 'yyyy-mm-dd h:mm',
  37: '#,##0 ;(#,##0)',
  38: '#,##0 ;[Red](#,##0)',
  39: '#,##0.00;(#,##0.00)',
  40: '#,##0.00;[Red](#,##0.00)',
  45: 'mm:ss',
  46: '[h]:mm:ss',
  47: 'mmss.0',
  48: '##0.0E+0',
  49: '@',
};

/**
 * The number format of each cell style, in order.
 *
 * The formats 14 and 22 are the reader's own way to write a date, which no file knows: here the one that everybody
 * understands.
 */
export function numberFormats(data: Buffer | undefined): string[] {
  const own = new Map<string, string>();
  const ids: string[] = [];
  let isInCells = false;
  if (data)
    readXml(data, {
      open: (name, { numFmtId, formatCode }) => {
        if (name === 'numFmt' && numFmtId !== undefined) own.set(numFmtId, formatCode ?? 'General');
        if (name === 'cellXfs') isInCells = true;
        if (name === 'xf' && isInCells) ids.push(numFmtId ?? '0');
      },
      close: (name) => {
        if (name === 'cellXfs') isInCells = false;
      },
    });
  return ids.map((id) => own.get(id) ?? BUILT_IN[Number(id)] ?? 'General');
}

/** A sheet of a workbook, as the workbook's part lists it. */
export interface SheetEntry {
  readonly name: string;
  /** Id of its part among the workbook's relationships. */
  readonly relationshipId: string;
}

/** The sheets that a reader of the workbook sees, in order, and whether its dates count from 1904. */
export function sheetsOf(data: Buffer): { sheets: SheetEntry[]; counts1904: boolean } {
  const sheets: SheetEntry[] = [];
  let counts1904 = false;
  readXml(data, {
    open: (name, attributes) => {
      if (name === 'workbookPr') counts1904 = ['1', 'true'].includes(attributes['date1904'] ?? '');
      if (name !== 'sheet' || (attributes['state'] ?? 'visible') !== 'visible') return;
      sheets.push({ name: attributes['name'] ?? '', relationshipId: attributes['r:id'] ?? '' });
    },
  });
  return { sheets, counts1904 };
}
