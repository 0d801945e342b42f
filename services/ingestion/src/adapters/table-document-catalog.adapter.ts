import type { TableClient } from '@azure/data-tables';
import {
  invertUlid,
  isConflict,
  isMissing,
  keyPart,
  quoted,
  statusOf,
  table,
  type StorageConfig,
} from '@shared/storage';
import type { DocumentRow } from '../ports/document-row.js';
import {
  DocumentCatalog,
  RowChanged,
  type IdPage,
  type StoredRow,
  type Stray,
} from '../ports/document-catalog.port.js';
import { answersWithinASecond } from './answers.js';
import { claims, listedFor, straysOf } from './catalog-entries.js';
import { fromEntity, toEntity, type RowEntity } from './row-entity.js';
import { listOf } from './table-keys.js';

const TABLE = 'documents';
const SETTINGS = 'settings';
const INDEX_IN_USE = 'index-in-use';

/**
 * {@link DocumentCatalog} in Table Storage; design section 7.
 *
 * One row a document (`tenantId` / `documentId`), one list row for each principal that may see it
 * (`tenantId|principal` / inverted id) and for each of its tags beside (`tenantId|principal|tag's hash`), one claim
 * for each content of an owner (`tenantId|content:owner` / SHA-256).
 * A list row without its document is passed over by whoever lists, so it is written first and removed last.
 */
export class TableDocumentCatalog extends DocumentCatalog {
  private readonly table: TableClient;

  constructor(config: StorageConfig) {
    super();
    this.table = table(config, TABLE);
  }

  async prepare(): Promise<void> {
    await this.table.createTable();
  }

  async find(tenantId: string, id: string): Promise<StoredRow | undefined> {
    try {
      const entity = await this.table.getEntity<RowEntity>(keyPart(tenantId), keyPart(id));
      return { row: fromEntity(entity), etag: entity.etag };
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  async create(row: DocumentRow): Promise<StoredRow> {
    await this.enlist(row, listedFor(row));
    try {
      const { etag } = await this.table.createEntity(toEntity(row));
      return { row, etag: etag ?? '' };
    } catch (error) {
      throw changed(error);
    }
  }

  async change({ row, etag }: StoredRow, change: Partial<DocumentRow>): Promise<StoredRow> {
    const next = { ...row, ...change };
    const before = listedFor(row);
    const after = listedFor(next);
    await this.enlist(
      next,
      after.filter((list) => !before.includes(list)),
    );
    try {
      const reply = await this.table.updateEntity(toEntity(next), 'Replace', { etag });
      await this.unlist(
        row,
        before.filter((list) => !after.includes(list)),
      );
      return { row: next, etag: reply.etag ?? '' };
    } catch (error) {
      throw changed(error);
    }
  }

  async remove(row: DocumentRow): Promise<void> {
    await this.unlist(row, listedFor(row));
    await this.removeClaims(row);
    await this.deleteIfThere(keyPart(row.tenantId), keyPart(row.id));
  }

  async list(
    tenantId: string,
    principals: readonly string[],
    limit: number,
    after?: string,
    tag?: string,
  ): Promise<IdPage> {
    const pages = await Promise.all(
      principals.map((principal) => this.listed(listOf(tenantId, principal, tag), limit + 1, after)),
    );
    const keys = [...new Set(pages.flat())].sort();
    const ids = keys.slice(0, limit).map(invertUlid);
    return { ids, next: keys.length > limit ? ids.at(-1) : undefined };
  }

  async claimContent(
    tenantId: string,
    ownerId: string,
    sha256: string,
    documentId: string,
    insteadOf?: string,
  ): Promise<string> {
    const entity = { partitionKey: claims(tenantId, ownerId), rowKey: sha256, kind: 'claim', documentId };
    for (;;) {
      try {
        await this.table.createEntity(entity);
        return documentId;
      } catch (error) {
        if (statusOf(error) !== 409) throw error;
      }
      try {
        const held = await this.table.getEntity<{ documentId: string }>(entity.partitionKey, entity.rowKey);
        if (held.documentId === documentId || held.documentId !== insteadOf) return held.documentId;
        await this.table.updateEntity(entity, 'Replace', { etag: held.etag });
        return documentId;
      } catch (error) {
        // Taken away or over between the two calls: look again.
        if (!isMissing(error) && !isConflict(error)) throw error;
      }
    }
  }

  unsettled(): AsyncIterable<StoredRow> {
    return this.rows(`kind eq 'document' and isUnsettled eq true`);
  }

  all(): AsyncIterable<StoredRow> {
    return this.rows(`kind eq 'document'`);
  }

  strays(before: Date): AsyncIterable<Stray> {
    return straysOf(this.table, before);
  }

  async removeStray({ partition, key, etag }: Stray): Promise<void> {
    try {
      await this.table.deleteEntity(partition, key, { etag });
    } catch (error) {
      // Gone, or made anew for somebody else in the meantime.
      if (!isMissing(error) && !isConflict(error)) throw error;
    }
  }

  async relist(row: DocumentRow, isDryRun: boolean): Promise<number> {
    const missing: string[] = [];
    await inGroups(listedFor(row), async (list) => {
      try {
        await this.table.getEntity(list, invertUlid(row.id));
      } catch (error) {
        if (!isMissing(error)) throw error;
        missing.push(list);
      }
    });
    if (!isDryRun) await this.enlist(row, missing);
    return missing.length;
  }

  async indexInUse(): Promise<string | undefined> {
    return (await this.indexNames())?.name;
  }

  async indexBefore(): Promise<string | undefined> {
    return (await this.indexNames())?.before;
  }

  async useIndex(name: string): Promise<void> {
    const known = await this.indexNames();
    if (known?.name === name) return;
    const before = known ? { before: known.name } : {};
    await this.table.upsertEntity(
      { partitionKey: SETTINGS, rowKey: INDEX_IN_USE, kind: 'setting', name, ...before },
      'Replace',
    );
  }

  private async indexNames(): Promise<{ name: string; before?: string } | undefined> {
    try {
      return await this.table.getEntity<{ name: string; before?: string }>(SETTINGS, INDEX_IN_USE);
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  isReachable(): Promise<boolean> {
    return answersWithinASecond((abortSignal) =>
      this.table.listEntities({ queryOptions: { filter: `PartitionKey eq 'none'` }, abortSignal }).next(),
    );
  }

  private async *rows(filter: string): AsyncIterable<StoredRow> {
    for await (const entity of this.table.listEntities<RowEntity>({ queryOptions: { filter } })) {
      yield { row: fromEntity(entity), etag: entity.etag };
    }
  }

  /** Keys of one list, newest first. */
  private async listed(list: string, limit: number, after?: string): Promise<string[]> {
    const from = after === undefined ? '' : ` and RowKey gt ${quoted(invertUlid(after))}`;
    const filter = `PartitionKey eq ${quoted(list)}${from}`;
    const pages = this.table
      .listEntities({ queryOptions: { filter, select: ['rowKey'] } })
      .byPage({ maxPageSize: limit });
    const keys: string[] = [];
    for await (const page of pages) {
      keys.push(...page.flatMap(({ rowKey }) => rowKey ?? []));
      if (keys.length >= limit) break;
    }
    return keys.slice(0, limit);
  }

  private async enlist(row: DocumentRow, lists: readonly string[]): Promise<void> {
    const rowKey = invertUlid(row.id);
    await inGroups(lists, (partitionKey) =>
      this.table.upsertEntity({ partitionKey, rowKey, kind: 'listing' }, 'Replace'),
    );
  }

  private async unlist(row: DocumentRow, lists: readonly string[]): Promise<void> {
    await inGroups(lists, (partitionKey) => this.deleteIfThere(partitionKey, invertUlid(row.id)));
  }

  /** Claims of another document, which took the content over, stay. */
  private async removeClaims(row: DocumentRow): Promise<void> {
    const hashes = new Set([row.content.sha256, row.live?.sha256].filter((hash) => hash !== undefined));
    for (const hash of hashes) {
      try {
        const partition = claims(row.tenantId, row.ownerId);
        const held = await this.table.getEntity<{ documentId: string }>(partition, hash);
        if (held.documentId === row.id) await this.table.deleteEntity(partition, hash, { etag: held.etag });
      } catch (error) {
        if (!isMissing(error) && !isConflict(error)) throw error;
      }
    }
  }

  private async deleteIfThere(partitionKey: string, rowKey: string): Promise<void> {
    try {
      await this.table.deleteEntity(partitionKey, rowKey);
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }
}

/** List rows written at once: a document of many readers and tags has two thousand. */
const AT_ONCE = 50;

async function inGroups(lists: readonly string[], act: (list: string) => Promise<unknown>): Promise<void> {
  for (let at = 0; at < lists.length; at += AT_ONCE) await Promise.all(lists.slice(at, at + AT_ONCE).map(act));
}

const changed = (error: unknown): unknown =>
  isConflict(error) || isMissing(error) ? new RowChanged('The row is not as it was read', { cause: error }) : error;
