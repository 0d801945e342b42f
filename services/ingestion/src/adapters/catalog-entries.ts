import type { TableClient } from '@azure/data-tables';
import { readersOf } from '@shared/identity';
import { invertUlid, isMissing, keyPart } from '@shared/storage';
import { ADMINISTRATORS, type Stray } from '../ports/document-catalog.port.js';
import type { DocumentRow } from '../ports/document-row.js';
import { fromEntity, type RowEntity } from './row-entity.js';
import { listOf } from './table-keys.js';

/** The partition of what an owner has claimed. */
export const claims = (tenantId: string, ownerId: string): string => `${keyPart(tenantId)}|content:${keyPart(ownerId)}`;
/** The partitions of the lists that a document is in. */
export const listedFor = (row: DocumentRow): string[] =>
  [...readersOf(row), ADMINISTRATORS].flatMap((principal) =>
    [undefined, ...row.tags].map((tag) => listOf(row.tenantId, principal, tag)),
  );

interface Entry {
  readonly kind: 'listing' | 'claim';
  /** Of a claim. */
  readonly documentId?: string;
}

/** Entries of lists and claims, written before this moment, that lead to no document, or to one that does not belong there. */
export async function* straysOf(table: TableClient, before: Date): AsyncIterable<Stray> {
  const filter = `kind eq 'listing' or kind eq 'claim'`;
  for await (const entry of table.listEntities<Entry>({ queryOptions: { filter } })) {
    const { partitionKey = '', rowKey = '', etag, timestamp = '' } = entry;
    if (Date.parse(timestamp) >= before.getTime()) continue;
    if (!(await isRight(table, partitionKey, rowKey, entry))) yield { partition: partitionKey, key: rowKey, etag };
  }
}

async function isRight(table: TableClient, partition: string, key: string, entry: Entry): Promise<boolean> {
  // A bar parts the tenant from the rest, and is in neither.
  const [tenant = ''] = partition.split('|');
  const id = entry.kind === 'claim' ? (entry.documentId ?? '') : invertUlid(key);
  const row = await rowAt(table, tenant, keyPart(id));
  if (!row) return false;
  if (entry.kind === 'claim') return row.content.sha256 === key || row.live?.sha256 === key;
  return listedFor(row).includes(partition);
}

async function rowAt(table: TableClient, partition: string, key: string): Promise<DocumentRow | undefined> {
  try {
    return fromEntity(await table.getEntity<RowEntity>(partition, key));
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
