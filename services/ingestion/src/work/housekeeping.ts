import { Injectable } from '@nestjs/common';
import { readersOf } from '@shared/identity';
import { DocumentCatalog, RowChanged, type StoredRow } from '../ports/document-catalog.port.js';
import { contentKey, type DocumentRow } from '../ports/document-row.js';
import { DocumentStore } from '../ports/document-store.port.js';
import { PassageIndex } from '../ports/passage-index.port.js';

/** Takes away what nobody is to find any more, and brings passages in line with their row. */
@Injectable()
export class Housekeeping {
  constructor(
    private readonly catalog: DocumentCatalog,
    private readonly store: DocumentStore,
    private readonly index: PassageIndex,
  ) {}

  /** What is left of a deleted document: passages, file and text, then its rows, so that a crash in between is seen and mended. */
  async purge(row: DocumentRow): Promise<void> {
    await this.index.remove(row.tenantId, row.id);
    await this.store.remove(row.tenantId, row.id);
    await this.catalog.remove(row);
  }

  /**
   * After work that turned out to be somebody else's: what it may have written too late, after the document was
   * deleted or its version was replaced.
   */
  async clearAfter({ tenantId, id, content }: DocumentRow): Promise<void> {
    const now = (await this.catalog.find(tenantId, id))?.row;
    const isWanted = now && !now.deleting && (now.content.version === content.version || isLive(now, content.version));
    if (isWanted) return;
    await this.index.remove(tenantId, id, { only: content.version });
    await this.store.removeVersion({ tenantId, documentId: id, version: content.version });
  }

  /** After work on a document: stale titles, readers and tags, older versions, passages of a version that failed. */
  async tidy(stored: StoredRow): Promise<void> {
    const { row } = stored;
    if (row.passagesStale && row.live) await this.revise(stored, row.live);
    const { version } = row.content;
    const live = row.live?.version;
    const keep = live === undefined ? {} : { except: live };
    // A failed version's file stays for another try; its passages do not.
    if (live !== version) await this.index.remove(row.tenantId, row.id, { before: version + 1, ...keep });
    else if (version > 1) await this.index.remove(row.tenantId, row.id, { before: version });
    if (version > 1) await this.store.remove(row.tenantId, row.id, { before: version, ...keep });
  }

  private async revise(stored: StoredRow, live: NonNullable<DocumentRow['live']>): Promise<void> {
    const { row } = stored;
    await this.index.revise(
      { ...contentKey(row, live), passages: live.passages },
      { title: row.title, visibleTo: readersOf(row), tags: row.tags },
    );
    try {
      await this.catalog.change(stored, { passagesStale: false });
    } catch (error) {
      // Changed again in the meantime: the message of that change brings us back.
      if (!(error instanceof RowChanged)) throw error;
    }
  }
}

const isLive = ({ live }: DocumentRow, version: number): boolean => live?.version === version;
