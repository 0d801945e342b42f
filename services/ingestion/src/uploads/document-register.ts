import { Injectable } from '@nestjs/common';
import type { Caller } from '@shared/identity';
import { changeRow } from '../documents/change-row.js';
import { DocumentBusy } from '../documents/document-errors.js';
import { titleFrom } from '../documents/file-name.js';
import { Clock } from '../ports/clock.port.js';
import { DocumentCatalog } from '../ports/document-catalog.port.js';
import type { ContentVersion, DocumentRow } from '../ports/document-row.js';
import { WorkDesk } from '../work/work-desk.js';
import { ContentClaims } from './content-claims.js';
import type { TakenFile } from './file-intake.js';

/** A row, and whether this upload made or changed it. */
export interface Registered {
  readonly row: DocumentRow;
  readonly isNew: boolean;
}

/** Enters files that lie in the store into the catalog, and asks for the work on them. */
@Injectable()
export class DocumentRegister {
  constructor(
    private readonly catalog: DocumentCatalog,
    private readonly claims: ContentClaims,
    private readonly desk: WorkDesk,
    private readonly clock: Clock,
  ) {}

  /** A new document, or the one of the same owner that has this content already. */
  async enter(
    caller: Caller,
    file: TakenFile,
    title: string | undefined,
    visibleTo: readonly string[],
    tags: readonly string[],
  ): Promise<Registered> {
    const { tenantId, documentId } = file.key;
    const known = await this.claims.claim(tenantId, caller.userId, file.sha256, documentId);
    if (known) return { row: known, isNew: false };
    const now = this.clock.now();
    const { row } = await this.catalog.create({
      tenantId,
      id: documentId,
      ownerId: caller.userId,
      title: title ?? titleFrom(file.fileName),
      visibleTo,
      tags,
      status: 'queued',
      progress: 0,
      failure: null,
      content: contentOf(file),
      live: null,
      lastVersion: file.key.version,
      work: null,
      run: null,
      deleting: false,
      passagesStale: false,
      askedAt: null,
      createdAt: now,
      updatedAt: now,
    });
    await this.desk.request(row);
    return { row, isNew: true };
  }

  /** Takes the next version number of a document, so that two uploads at once do not write to one place. */
  async reserveVersion(tenantId: string, id: string): Promise<number> {
    const { row } = await changeRow(this.catalog, tenantId, id, (row) => ({ lastVersion: row.lastVersion + 1 }));
    return row.lastVersion;
  }

  /**
   * Gives a document new content. Readers are answered from the old one until the new one is ready.
   *
   * @throws {DocumentBusy} if a later upload was entered before.
   */
  async replace(file: TakenFile): Promise<Registered> {
    const { tenantId, documentId, version } = file.key;
    let isNew = true;
    const { row } = await changeRow(this.catalog, tenantId, documentId, (row) => {
      isNew = row.status === 'failed' || row.content.sha256 !== file.sha256;
      if (!isNew) return null;
      if (row.content.version > version) throw new DocumentBusy();
      return {
        content: contentOf(file),
        status: 'queued',
        progress: 0,
        failure: null,
        work: null,
        run: null,
        updatedAt: this.clock.now(),
      };
    });
    if (isNew) {
      await this.catalog.claimContent(tenantId, row.ownerId, file.sha256, documentId);
      await this.desk.request(row);
    }
    return { row, isNew };
  }
}

const contentOf = ({ key, fileName, mediaType, bytes, sha256 }: TakenFile): ContentVersion => ({
  version: key.version,
  fileName,
  mediaType,
  bytes,
  sha256,
  pages: null,
  pagesWithoutText: [],
  language: null,
  passages: 0,
});
