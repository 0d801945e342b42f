import type { ExtractionLimits } from '../config/ingestion.config.js';
import type { ParentReply } from '../extraction/child-protocol.js';
import { PageShare } from '../extraction/page-share.js';
import type { ExtractionChild } from './extraction-child.js';

/** A child of the pool that has nothing to do. */
export interface Borrowed {
  readonly child: ExtractionChild;
  /** Whether a document of its own waits for it. */
  readonly isWanted: () => boolean;
  readonly giveBack: () => void;
}

/** Pages that must be left for another process to join: opening the file once more has to pay. */
const MIN_LEFT_PAGES = 48;

/** Reader number 0; those who read along count up from it. */
const OWNER = 0;

/** One PDF, read by the process that has the document and by whoever has nothing to do meanwhile. */
export class SharedReading {
  private share: PageShare<number> | undefined;
  private readonly readingAlong = new Set<Promise<void>>();
  private readonly partPaths: string[] = [];
  private readonly over = new AbortController();
  private joined = OWNER;

  /**
   * @param borrow gives a child while one has nothing to do.
   * @param onProgress how many of the pages are taken.
   */
  constructor(
    private readonly file: { readonly filePath: string; readonly partsPath: string; readonly limits: ExtractionLimits },
    private readonly borrow: () => Borrowed | undefined,
    private readonly onProgress: (pagesRead: number, pages: number) => void,
  ) {}

  /** What the process that has the document reads next. It is the last to hear that there is no more. */
  async pagesFor(pages: number): Promise<ParentReply> {
    const share = (this.share ??= new PageShare(pages));
    for (;;) {
      this.recruit(share);
      const reply = this.take(share, OWNER);
      if (reply || this.readingAlong.size === 0) return reply ?? { type: 'no-more', partPaths: this.partPaths };
      // The last windows are being read elsewhere; if that reader is lost, they come back.
      await Promise.race(this.readingAlong);
    }
  }

  /** Nobody reads along when this resolves. */
  async end(): Promise<void> {
    this.over.abort();
    await Promise.all(this.readingAlong);
  }

  private take(share: PageShare<number>, reader: number): ParentReply | undefined {
    const window = share.take(reader);
    this.onProgress(share.pages - share.left, share.pages);
    return window && { type: 'window', window };
  }

  private recruit(share: PageShare<number>): void {
    if (this.over.signal.aborted) return;
    while (share.left >= MIN_LEFT_PAGES) {
      const borrowed = this.borrow();
      if (!borrowed) return;
      const reading: Promise<void> = this.readAlong(share, borrowed).finally(() => this.readingAlong.delete(reading));
      this.readingAlong.add(reading);
      // Its first window is taken when it has opened the file, so that the owner need not wait for that.
      if (this.readingAlong.size * MIN_LEFT_PAGES > share.left) return;
    }
  }

  private async readAlong(share: PageShare<number>, { child, isWanted, giveBack }: Borrowed): Promise<void> {
    const reader = (this.joined += 1);
    const { filePath, partsPath, limits } = this.file;
    const partPath = `${partsPath}.${reader}`;
    try {
      const outcome = await child.run(
        { type: 'read-along', filePath, partPath, limits },
        limits,
        (answer) => {
          if (answer.type !== 'ask') return;
          const reply = isWanted() ? undefined : this.take(share, reader);
          child.reply(reply ?? { type: 'no-more', partPaths: [] });
        },
        this.over.signal,
      );
      if ('answer' in outcome && outcome.answer.type === 'part-left') this.partPaths.push(partPath);
      else share.giveBack(reader);
    } finally {
      giveBack();
    }
  }
}
