import { Injectable } from '@nestjs/common';
import { may, type Caller } from '@shared/identity';
import { DocumentCatalog } from '../ports/document-catalog.port.js';
import { contentKey, type ContentVersion, type DocumentRow } from '../ports/document-row.js';
import { DocumentStore, type ContentStream } from '../ports/document-store.port.js';
import { byteRange, type ByteRange } from './byte-range.js';
import { DocumentMissing, FileLost, MALWARE, MalwareFound, TextNotReady } from './document-errors.js';

/** A file on its way to a reader. */
export interface FileContent extends ContentStream {
  readonly content: ContentVersion;
  /** The part that was asked for; undefined for everything. */
  readonly range: ByteRange | undefined;
}

/** What is in a document, for those it is shared with: administrators see that it exists, not what it says. */
@Injectable()
export class ContentService {
  constructor(
    private readonly catalog: DocumentCatalog,
    private readonly store: DocumentStore,
  ) {}

  /**
   * The file that readers are answered from, or the newest one before any is ready.
   *
   * @param rangeHeader an HTTP Range header.
   * @throws {DocumentMissing | FileLost | MalwareFound | RangeNotSatisfiable}
   */
  async file(caller: Caller, id: string, rangeHeader?: string): Promise<FileContent> {
    const row = await this.readable(caller, id);
    const content = row.live ?? row.content;
    if (!row.live && row.failure?.code === MALWARE.code) throw new MalwareFound();
    const range = byteRange(rangeHeader, content.bytes);
    const stream = await this.store.read(contentKey(row, content), 'file', range);
    if (!stream) throw new FileLost();
    return { ...stream, content, range };
  }

  /** The live version's text as JSON: `{documentId, version, text}` and more. @throws {DocumentMissing | TextNotReady | FileLost} */
  async text(caller: Caller, id: string): Promise<ContentStream> {
    const row = await this.readable(caller, id);
    if (!row.live) throw new TextNotReady();
    const stream = await this.store.read(contentKey(row, row.live), 'text.json');
    if (!stream) throw new FileLost();
    return stream;
  }

  private async readable(caller: Caller, id: string): Promise<DocumentRow> {
    const stored = await this.catalog.find(caller.tenantId, id);
    if (!stored || stored.row.deleting || !may(caller, 'read', stored.row)) throw new DocumentMissing();
    return stored.row;
  }
}
