import { finished, type Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { IngestionConfig } from '../config/ingestion.config.js';
import { shownFileName } from '../documents/file-name.js';
import { DocumentStore, type StoredContent } from '../ports/document-store.port.js';
import { FileMeter, type Measured } from './file-meter.js';

/** A file that lies in the store, and of which the catalog knows nothing yet. */
export interface TakenFile extends Measured {
  readonly key: StoredContent;
  readonly fileName: string;
}

/** Streams a file into the store, and keeps it only if it is one that we take. */
@Injectable()
export class FileIntake {
  constructor(
    private readonly store: DocumentStore,
    private readonly config: IngestionConfig,
  ) {}

  /** @throws {FileEmpty | FileTooLarge | FileTypeUnsupported} having kept nothing, and let the rest of `bytes` go by. */
  async take(key: StoredContent, givenName: string | undefined, bytes: Readable): Promise<TakenFile> {
    const fileName = shownFileName(givenName);
    const meter = new FileMeter(fileName, this.config.uploadMaxBytes);
    // A client that goes away in the middle must not leave half a file behind.
    finished(bytes, { writable: false }, (error) => {
      if (error) meter.destroy(new Error('The upload broke off', { cause: error }));
    });
    try {
      await this.store.write(key, 'file', bytes.pipe(meter));
    } catch (error) {
      // What comes after it in the form has to be read all the same.
      bytes.unpipe(meter);
      bytes.resume();
      throw error;
    }
    return { ...meter.measured, key, fileName };
  }

  /** Removes a file that turned out not to be needed. */
  async drop({ key }: TakenFile): Promise<void> {
    await this.store.removeVersion(key);
  }
}
