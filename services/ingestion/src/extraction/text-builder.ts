import { normalise } from './normalise.js';

/** A stretch of the text that belongs together: a page, or what stands under one heading. */
export interface Section {
  /** UTF-16 offsets in the text. */
  readonly start: number;
  readonly end: number;
  /** Counts from 1; PDF only. */
  readonly page: number | null;
  /** The headings above, outermost first, joined by " > ". */
  readonly heading: string | null;
}

/** The text of a version and how it is parted. */
export interface ReadText {
  readonly text: string;
  readonly sections: readonly Section[];
  /** Pages of a PDF, those without text included; null where the format has none. */
  readonly pages: number | null;
  /** Whether line numbers mean something to the owner of the file. */
  readonly hasLines: boolean;
}

/** Between two sections. */
const GAP = '\n\n';

/** Puts sections one after another, each normalised on its own, so that their offsets are exact. */
export class TextBuilder {
  private readonly parts: string[] = [];
  private readonly sections: Section[] = [];
  private length = 0;

  /** An empty section leaves no trace. */
  add(raw: string, where: { page?: number; heading?: string | null }): void {
    const content = normalise(raw);
    if (content === '') return;
    if (this.parts.length > 0) this.append(GAP);
    const start = this.length;
    this.append(content);
    this.sections.push({ start, end: this.length, page: where.page ?? null, heading: where.heading ?? null });
  }

  finish(pages: number | null, hasLines: boolean): ReadText {
    return { text: this.parts.join(''), sections: this.sections, pages, hasLines };
  }

  private append(part: string): void {
    this.parts.push(part);
    this.length += part.length;
  }
}
