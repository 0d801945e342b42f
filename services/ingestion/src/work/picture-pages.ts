import { Readable } from 'node:stream';
import { json } from 'node:stream/consumers';
import { Injectable, Logger } from '@nestjs/common';
import { DocumentStore, type StoredContent } from '../ports/document-store.port.js';
import { DocumentUnreadable, type PageText } from '../ports/text-extractor.port.js';
import { TextRecognition } from '../ports/text-recognition.port.js';

/** Pages read between two times that they are kept: a killed worker pays for so many again, at most. */
const PAGES_KEPT_AT_ONCE = 50;

/**
 * Has the pages read of which only a picture is there. What was read is kept beside the file (`ocr.json`), so that a
 * document that is worked on again, after a crash or because a model is over its quota, is not paid for twice.
 */
@Injectable()
export class PicturePages {
  private readonly logger = new Logger(PicturePages.name);

  constructor(
    private readonly store: DocumentStore,
    private readonly recognition: TextRecognition,
  ) {}

  takes(mediaType: string): boolean {
    return this.recognition.takes(mediaType);
  }

  /**
   * @param pages without text, counted from 1, ascending.
   * @param hasText whether other pages of the document have: it then stands without these, if the file is refused.
   */
  async read(
    key: StoredContent,
    filePath: string,
    pages: readonly number[],
    hasText: boolean,
    signal: AbortSignal,
  ): Promise<PageText[]> {
    const known = new Map((await this.kept(key)).map((page) => [page.page, page]));
    const wanted = pages.filter((page) => !known.has(page));
    try {
      for (let at = 0; at < wanted.length; at += PAGES_KEPT_AT_ONCE) {
        const some = wanted.slice(at, at + PAGES_KEPT_AT_ONCE);
        for (const page of await this.recognition.read(filePath, some, signal)) known.set(page.page, page);
        await this.store.write(key, 'ocr.json', Readable.from([JSON.stringify([...known.values()])]), signal);
      }
    } catch (error) {
      if (!hasText || !(error instanceof DocumentUnreadable)) throw error;
      this.logger.warn({ msg: 'Text recognition does not take a document', documentId: key.documentId });
    }
    return pages.flatMap((page) => known.get(page) ?? []);
  }

  private async kept(key: StoredContent): Promise<PageText[]> {
    const stored = await this.store.read(key, 'ocr.json');
    return stored ? ((await json(stored.bytes)) as PageText[]) : [];
  }
}
