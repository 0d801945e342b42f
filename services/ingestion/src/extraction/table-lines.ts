/** Between the cells of a row. */
export const CELL_GAP = ' | ';

/** A row of a table: the cells that say something, by their column, counted from 0, in order. */
export type Row = readonly (readonly [column: number, text: string])[];

/**
 * Rows as lines that can be understood alone: `Plan: Basic | Fee: 12`, because a passage from the middle of a table
 * does not hold its head.
 *
 * A head is a row of at least two different words that are no numbers; it stands as it is, and names the columns of
 * the rows under it until an empty row ends the table. Without one, rows are their cells.
 */
export class TableLines {
  private head: ReadonlyMap<number, string> | undefined;
  /** Whether the next row may be a head. */
  private isOpen = true;

  /** The line of the next row; empty for an empty row. */
  next(row: Row): string {
    if (row.length === 0) {
      this.head = undefined;
      this.isOpen = true;
      return '';
    }
    if (this.isOpen && isHead(row)) {
      this.head = new Map(row);
      this.isOpen = false;
      return row.map(([, text]) => text).join(CELL_GAP);
    }
    // A line of its own above a table is its title, not its first row.
    if (row.length > 1) this.isOpen = false;
    return row
      .map(([column, text]) => {
        const name = this.head?.get(column);
        return name === undefined ? text : `${name.replace(/:$/, '')}: ${text}`;
      })
      .join(CELL_GAP);
  }
}

/** Longest name of a column, in characters: what is longer is a sentence. */
const MAX_NAME_CHARS = 80;

const isHead = (row: Row): boolean =>
  row.length > 1 &&
  row.every(([, text]) => text.length <= MAX_NAME_CHARS && !isFigure(text)) &&
  new Set(row.map(([, text]) => text)).size === row.length;

/** A number, an amount, a share, a date: what stands in a table, not above it. */
const isFigure = (text: string): boolean => /\d/.test(text) && !/\p{L}{3,}/u.test(text);

/** A cell in one line. */
export const cellText = (raw: string): string => raw.replace(/\s+/g, ' ').trim();
