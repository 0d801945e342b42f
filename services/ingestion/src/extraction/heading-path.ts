import { normalise } from './normalise.js';

/** Longest heading kept in a path, in characters: a paragraph styled as a heading is not one. */
const MAX_HEADING_CHARS = 200;

/** The headings above the current place, outermost first. */
export class HeadingPath {
  private readonly levels: (string | undefined)[] = [];

  /** @param level 1 (outermost) to 6. */
  enter(level: number, title: string): void {
    this.levels.length = level - 1;
    this.levels[level - 1] = normalise(title)
      .replace(/\s+/g, ' ')
      .trim()
      .slice(0, MAX_HEADING_CHARS)
      .replace(/\p{Surrogate}/gu, '');
  }

  /** For example `Benefits > Dental`; null above the first heading. */
  toString(): string {
    return this.levels.filter((title) => title).join(' > ');
  }

  get current(): string | null {
    return this.toString() || null;
  }
}
