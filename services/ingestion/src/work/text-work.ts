import { createReadStream } from 'node:fs';
import { Injectable } from '@nestjs/common';
import type { DocumentFailure } from '@shared/contracts';
import { FileLost, MALWARE } from '../documents/document-errors.js';
import { MalwareScan } from '../ports/malware-scan.port.js';
import { contentKey } from '../ports/document-row.js';
import { DocumentStore } from '../ports/document-store.port.js';
import {
  DocumentUnreadable,
  TextExtractor,
  type Extraction,
  type ExtractionProgress,
} from '../ports/text-extractor.port.js';
import { PicturePages } from './picture-pages.js';
import type { RowWriter } from './row-writer.js';
import { Scratch } from './scratch.js';

/** Where on the way, 0 to 1, reading begins and ends, and cutting ends. */
const EXTRACTING_FROM = 0.05;
const CHUNKING_FROM = 0.3;
/** Where cutting ends and embedding begins. */
export const EMBEDDING_FROM = 0.35;

/** From the stored file to its stored text and its chunks. */
@Injectable()
export class TextWork {
  constructor(
    private readonly store: DocumentStore,
    private readonly extractor: TextExtractor,
    private readonly scan: MalwareScan,
    private readonly pictures: PicturePages,
  ) {}

  /**
   * What is read is what was scanned: the same file of this machine.
   *
   * @throws {DocumentUnreadable} also when the file is not in the store, or does harm.
   * @throws {DependencyUnavailable} if a scanner is configured and gives no verdict: nothing is read then. Also if text
   *   recognition is configured and does not answer.
   * @throws {RecognitionThrottled}
   */
  async read(
    writer: RowWriter,
    signal: AbortSignal,
    onStage: (stage: 'extracting' | 'chunking') => void = () => undefined,
  ): Promise<Extraction> {
    onStage('extracting');
    const key = contentKey(writer.row);
    const file = await this.store.read(key, 'file');
    if (!file) throw unreadable(new FileLost());
    const scratch = await Scratch.open();
    const failed = new AbortController();
    try {
      const filePath = await scratch.save('file', file.bytes, signal);
      if (!(await this.scan.isClean(filePath, signal))) throw unreadable(MALWARE);
      const textPath = scratch.path('text.json');
      const job = {
        filePath,
        textPath,
        mediaType: writer.row.content.mediaType,
        documentId: key.documentId,
        version: key.version,
        isFilledIn: this.pictures.takes(writer.row.content.mediaType),
      };
      let telling = Promise.resolve();
      const onProgress = ({ stage, part, pagesRead, pages: counted }: ExtractionProgress): void => {
        onStage(stage);
        const progress =
          stage === 'extracting'
            ? EXTRACTING_FROM + part * (CHUNKING_FROM - EXTRACTING_FROM)
            : CHUNKING_FROM + part * (EMBEDDING_FROM - CHUNKING_FROM);
        // One after the other; when the row is no longer ours, the reading stops.
        telling = telling
          .then(() => writer.progress(stage, progress, pagesRead === undefined ? {} : { pagesRead }, counted))
          .catch((error: unknown) => failed.abort(error));
      };
      const until = AbortSignal.any([signal, failed.signal]);
      let extraction = await this.extractor.extract(job, onProgress, until);
      const { pages, pagesWithoutText } = extraction;
      if (job.isFilledIn && pagesWithoutText.length > 0) {
        const hasText = pagesWithoutText.length < (pages ?? 0);
        const recognised = await this.pictures.read(key, filePath, pagesWithoutText, hasText, until);
        extraction = await this.extractor.fillIn(job, recognised, onProgress, until);
      }
      await telling;
      failed.signal.throwIfAborted();
      await this.store.write(key, 'text.json', createReadStream(textPath), signal);
      return extraction;
    } finally {
      await scratch.close();
    }
  }
}

const unreadable = ({ code, message }: DocumentFailure): DocumentUnreadable => new DocumentUnreadable(code, message);
