import { Injectable } from '@nestjs/common';
import { DocumentCatalog } from '../ports/document-catalog.port.js';
import type { DocumentRow } from '../ports/document-row.js';
import { DocumentStore, type StoredContent } from '../ports/document-store.port.js';
import { PassageIndex } from '../ports/passage-index.port.js';
import { KEY_COUNTS_MS, UploadKeys } from '../ports/upload-keys.port.js';

/** Finds, and removes unless it is only to be told, what no row of the catalog knows. */
@Injectable()
export class OrphanHunt {
  constructor(
    private readonly catalog: DocumentCatalog,
    private readonly store: DocumentStore,
    private readonly index: PassageIndex,
    private readonly keys: UploadKeys,
  ) {}

  /** Versions of files and texts, last changed before this moment. */
  async files(before: Date, isDryRun: boolean, signal?: AbortSignal): Promise<number> {
    const young = new Set<string>();
    const orphans = new Map<string, StoredContent>();
    for await (const content of this.store.contents()) {
      if (signal?.aborted) return 0;
      const name = nameOf(content);
      // A text may be old and its file new, or the other way round.
      if (content.changedAt >= before) young.add(name);
      else if (!orphans.has(name) && !(await this.isKnown(content))) orphans.set(name, content);
    }
    const found = [...orphans].filter(([name]) => !young.has(name));
    if (!isDryRun) for (const [, content] of found) await this.store.removeVersion(content);
    return found.length;
  }

  /** Versions of passages. A row is there before its first passage, so that their age does not matter. */
  async passages(isDryRun: boolean, signal?: AbortSignal): Promise<number> {
    const orphans: StoredContent[] = [];
    for await (const version of this.index.versions()) {
      if (signal?.aborted) return 0;
      if (!(await this.isKnown(version))) orphans.push(version);
    }
    if (!isDryRun) {
      for (const { tenantId, documentId, version } of orphans)
        await this.index.remove(tenantId, documentId, { only: version });
    }
    return orphans.length;
  }

  /** Entries of lists and claims, written before this moment, and upload keys that no longer count. */
  async rows(before: Date, isDryRun: boolean, signal?: AbortSignal): Promise<number> {
    let found = 0;
    for await (const stray of this.catalog.strays(before)) {
      if (signal?.aborted) break;
      found += 1;
      if (!isDryRun) await this.catalog.removeStray(stray);
    }
    const expired = new Date(before.getTime() - KEY_COUNTS_MS);
    return found + (signal?.aborted ? 0 : await this.keys.expire(expired, isDryRun));
  }

  private async isKnown({ tenantId, documentId, version }: StoredContent): Promise<boolean> {
    const row = (await this.catalog.find(tenantId, documentId))?.row;
    return row !== undefined && isOf(row, version);
  }
}

/** The newest version and the one that readers are answered from; of a deleted document all, while it is being removed. */
const isOf = ({ content, live, deleting }: DocumentRow, version: number): boolean =>
  deleting || content.version === version || live?.version === version;

const nameOf = ({ tenantId, documentId, version }: StoredContent): string => `${tenantId}/${documentId}/${version}`;
