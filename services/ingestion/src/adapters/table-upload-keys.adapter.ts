import { createHash } from 'node:crypto';
import type { TableClient } from '@azure/data-tables';
import { isConflict, isMissing, keyPart, statusOf, table, type StorageConfig } from '@shared/storage';
import { z } from 'zod';
import { UploadKeys, type KeyedUpload, type KeyOwner, type StoredKey } from '../ports/upload-keys.port.js';

/** The catalog's table: the keys stand in partitions of their own. */
const TABLE = 'documents';

const recordSchema = z.object({
  fingerprint: z.string(),
  startedAt: z.string(),
  outcome: z.object({ documentIds: z.array(z.string()), isSeveral: z.boolean(), isNew: z.boolean() }).nullable(),
});

interface KeyEntity {
  readonly kind: 'upload-key';
  readonly startedAt: string;
  readonly body: string;
}

/** {@link UploadKeys} in Table Storage: `tenantId|keys:userId` / the key's hash, which takes any letter. */
export class TableUploadKeys extends UploadKeys {
  private readonly table: TableClient;

  constructor(config: StorageConfig) {
    super();
    this.table = table(config, TABLE);
  }

  async begin(owner: KeyOwner, key: string, record: KeyedUpload): Promise<StoredKey | undefined> {
    for (;;) {
      try {
        await this.table.createEntity(entityOf(owner, key, record));
        return undefined;
      } catch (error) {
        if (statusOf(error) !== 409) throw error;
      }
      // Gone again between the two calls: then it is ours to begin.
      const first = await this.find(owner, key);
      if (first) return first;
    }
  }

  async find(owner: KeyOwner, key: string): Promise<StoredKey | undefined> {
    const { partitionKey, rowKey } = placeOf(owner, key);
    try {
      const { body, etag } = await this.table.getEntity<KeyEntity>(partitionKey, rowKey);
      return { ...recordSchema.parse(JSON.parse(body)), etag };
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  async replace(owner: KeyOwner, key: string, stale: StoredKey, record: KeyedUpload): Promise<boolean> {
    try {
      await this.table.updateEntity(entityOf(owner, key, record), 'Replace', { etag: stale.etag });
      return true;
    } catch (error) {
      if (isMissing(error) || isConflict(error)) return false;
      throw error;
    }
  }

  async finish(owner: KeyOwner, key: string, record: KeyedUpload): Promise<void> {
    await this.table.upsertEntity(entityOf(owner, key, record), 'Replace');
  }

  async forget(owner: KeyOwner, key: string): Promise<void> {
    const { partitionKey, rowKey } = placeOf(owner, key);
    await this.remove(partitionKey, rowKey);
  }

  async expire(before: Date, isDryRun: boolean): Promise<number> {
    const filter = `kind eq 'upload-key' and startedAt lt '${before.toISOString()}'`;
    let found = 0;
    for await (const { partitionKey = '', rowKey = '' } of this.table.listEntities({ queryOptions: { filter } })) {
      found += 1;
      if (!isDryRun) await this.remove(partitionKey, rowKey);
    }
    return found;
  }

  private async remove(partitionKey: string, rowKey: string): Promise<void> {
    try {
      await this.table.deleteEntity(partitionKey, rowKey);
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }
}

const placeOf = ({ tenantId, userId }: KeyOwner, key: string) => ({
  partitionKey: `${keyPart(tenantId)}|keys:${keyPart(userId)}`,
  rowKey: createHash('sha256').update(key).digest('hex'),
});

const entityOf = (owner: KeyOwner, key: string, record: KeyedUpload) => ({
  ...placeOf(owner, key),
  kind: 'upload-key' as const,
  startedAt: record.startedAt,
  body: JSON.stringify(record),
});
