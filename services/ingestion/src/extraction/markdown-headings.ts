/** A heading, once it is certain that it is one. */
export interface MarkdownHeading {
  /** 1 (outermost) to 6. */
  readonly level: number;
  readonly title: string;
  /** Offset of its first character. */
  readonly start: number;
}

/** `# Title`, perhaps with closing number signs. */
const NUMBER_SIGNS = /^ {0,3}(#{1,6})\s+(.*?)\s*#*$/;
const UNDERLINE = /^ {0,3}(=+|-+)\s*$/;
const FENCE = /^ {0,3}(```+|~~~+)/;
/** What begins a list, a quotation, a table or indented code: no line under it makes it a heading. */
const NO_PARAGRAPH = /^(?: {4}|\t| {0,3}(?:[-+*>|]|\d{1,9}[.)])(?:\s|$))/;

/** Finds headings in Markdown, line by line: those with number signs, and paragraphs that a line of `=` or `-` underlines. */
export class MarkdownHeadings {
  private fence: string | undefined;
  private paragraph: { start: number; lines: string[] } | undefined;
  private isOtherBlock = false;

  /** @param offset of the line's first character. @returns the heading that this line completes. */
  read(line: string, offset: number): MarkdownHeading | undefined {
    const mark = FENCE.exec(line)?.[1];
    if (mark) this.fence = this.fence === undefined ? mark : mark.startsWith(this.fence) ? undefined : this.fence;
    if (mark || this.fence !== undefined) return this.leave();

    const [, signs, title] = NUMBER_SIGNS.exec(line) ?? [];
    if (signs && title) {
      this.leave();
      return { level: signs.length, title, start: offset };
    }
    const underline = UNDERLINE.exec(line)?.[1];
    if (underline && this.paragraph) {
      const { start, lines } = this.paragraph;
      this.leave();
      return { level: underline.startsWith('=') ? 1 : 2, title: lines.join(' '), start };
    }
    if (line.trim() === '') return this.leave();
    this.goOn(line, offset);
    return undefined;
  }

  /** A line of text: of the paragraph it begins or continues, or of a list or quotation. */
  private goOn(line: string, offset: number): void {
    if (this.paragraph) this.paragraph.lines.push(line.trim());
    else if (this.isOtherBlock || NO_PARAGRAPH.test(line)) this.isOtherBlock = true;
    else this.paragraph = { start: offset, lines: [line.trim()] };
  }

  private leave(): undefined {
    this.paragraph = undefined;
    this.isOtherBlock = false;
  }
}
