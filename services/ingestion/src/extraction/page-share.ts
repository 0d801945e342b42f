/** Pages that are read in one go; both count from 1 and belong to it. */
export interface PageWindow {
  readonly first: number;
  readonly last: number;
}

/** Pages in a window: some 50 ms of reading. */
export const WINDOW_PAGES = 16;

/** Hands out the pages of one PDF, window by window, to whoever reads fastest, and again if a reader is lost. */
export class PageShare<Reader> {
  private nextPage = 1;
  private readonly returned: PageWindow[] = [];
  private readonly taken = new Map<Reader, PageWindow[]>();

  /** @param pages of the whole PDF. */
  constructor(readonly pages: number) {}

  /** Pages that nobody has taken, or that came back. */
  get left(): number {
    return this.returned.reduce((sum, { first, last }) => sum + last - first + 1, this.pages - this.nextPage + 1);
  }

  /** Undefined when none are left. */
  take(reader: Reader): PageWindow | undefined {
    const window = this.returned.pop() ?? this.fresh();
    if (window) this.taken.set(reader, [...(this.taken.get(reader) ?? []), window]);
    return window;
  }

  /** A reader was lost, with everything it had read. */
  giveBack(reader: Reader): void {
    this.returned.push(...(this.taken.get(reader) ?? []));
    this.taken.delete(reader);
  }

  private fresh(): PageWindow | undefined {
    if (this.nextPage > this.pages) return undefined;
    const first = this.nextPage;
    const last = Math.min(this.pages, first + WINDOW_PAGES - 1);
    this.nextPage = last + 1;
    return { first, last };
  }
}
