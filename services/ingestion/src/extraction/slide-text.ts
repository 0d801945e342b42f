import { CELL_GAP, cellText } from './table-lines.js';
import { readXml } from './xml.js';

/** What a slide says. */
export interface SlideText {
  readonly isHidden: boolean;
  /** Empty where it has none. */
  readonly title: string;
  /** Paragraphs and rows of tables, in the order of its shapes. */
  readonly lines: readonly string[];
}

/** Placeholders that repeat on every slide and say nothing of their own. */
const FURNITURE = ['sldNum', 'dt', 'ftr', 'hdr', 'sldImg'];
const TITLES = ['title', 'ctrTitle'];

/** The text of a slide's part, of its notes' or of a diagram's: all of them keep it in the paragraphs of DrawingML. */
export function slideOf(data: Buffer): SlideText {
  const titles: string[] = [];
  const lines: string[] = [];
  let isHidden = false;
  /** Kind of placeholder that the shape is. */
  let shape = '';
  let paragraph = '';
  let cell: string[] | undefined;
  let cells: string[] = [];
  let isText = false;
  /** A copy of what stands before it, for older programs. */
  let fallback = 0;

  readXml(data, {
    open: (name, attributes) => {
      if (name === 'sld') isHidden = ['0', 'false'].includes(attributes['show'] ?? '');
      else if (name === 'Fallback') fallback += 1;
      else if (name === 'sp') shape = '';
      else if (name === 'ph') shape = attributes['type'] ?? 'body';
      else if (name === 'tr') cells = [];
      else if (name === 'tc') cell = [];
      else if (name === 'p') paragraph = '';
      else if (name === 'br') paragraph += ' ';
      isText = name === 't';
    },
    text: (text) => {
      if (isText && fallback === 0) paragraph += text;
    },
    close: (name) => {
      isText = false;
      if (name === 'Fallback') fallback -= 1;
      else if (name === 'p') {
        const line = cellText(paragraph);
        paragraph = '';
        if (line === '' || FURNITURE.includes(shape)) return;
        if (cell) cell.push(line);
        else if (TITLES.includes(shape)) titles.push(line);
        else lines.push(line);
      } else if (name === 'tc') {
        if (cell && cell.length > 0) cells.push(cell.join(' '));
        cell = undefined;
      } else if (name === 'tr' && cells.length > 0) lines.push(cells.join(CELL_GAP));
      else if (name === 'sp') shape = '';
    },
  });
  return { isHidden, title: titles.join(' '), lines };
}
