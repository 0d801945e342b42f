import { odata, type TableClient } from '@azure/data-tables';
import { ROLES } from '@shared/identity';
import { isMissing, keyPart, table, type TableConfig } from '@shared/storage';
import { z } from 'zod';
import type { ApiKey } from './api-key.js';
import { ApiKeys } from './api-keys.port.js';

const TABLE = 'apikeys';
/** Partition of the rows that lead from a hash to its key. */
const hashPartition = (hash: string): string => `hash|${hash.slice(0, 2)}`;

const bodySchema = z.object({
  id: z.string(),
  tenantId: z.string(),
  name: z.string(),
  prefix: z.string(),
  hash: z.string(),
  roles: z.array(z.enum(ROLES)),
  limits: z.object({ requestsPerMinute: z.int().nullable(), tokensPerDay: z.int().nullable() }),
  createdAt: z.string(),
  createdBy: z.string(),
  expiresAt: z.string().nullable(),
});

/** A key's row: what never changes as JSON, what does beside it. */
interface KeyRow {
  readonly body: string;
  readonly revokedAt?: string;
}

/**
 * {@link ApiKeys} in Table Storage.
 *
 * The truth is one row a key (`tenantId` / key id). A second row (`hash|..` / SHA-256) leads to it, and is written
 * last: a key whose making broke off opens nothing.
 */
export class TableApiKeys extends ApiKeys {
  private readonly table: TableClient;

  constructor(config: TableConfig) {
    super();
    this.table = table(config, TABLE);
  }

  async prepare(): Promise<void> {
    await this.table.createTable();
  }

  async add({ revokedAt: _, ...key }: ApiKey): Promise<void> {
    const { tenantId, id, hash } = key;
    await this.table.createEntity({ partitionKey: keyPart(tenantId), rowKey: id, body: JSON.stringify(key) });
    await this.table.createEntity({ partitionKey: hashPartition(hash), rowKey: hash, tenantId, keyId: id });
  }

  async findByHash(hash: string): Promise<ApiKey | undefined> {
    try {
      const { tenantId, keyId } = await this.table.getEntity<{ tenantId: string; keyId: string }>(
        hashPartition(hash),
        hash,
      );
      return await this.find(tenantId, keyId);
    } catch (error) {
      return undefinedIfMissing(error);
    }
  }

  async list(tenantId: string): Promise<ApiKey[]> {
    const filter = odata`PartitionKey eq ${keyPart(tenantId)}`;
    const keys: ApiKey[] = [];
    for await (const row of this.table.listEntities<KeyRow>({ queryOptions: { filter } })) keys.push(toKey(row));
    // Ids are ULIDs: the later, the larger.
    return keys.sort((a, b) => (a.id < b.id ? 1 : -1));
  }

  async revoke(tenantId: string, id: string, at: string): Promise<ApiKey | undefined> {
    try {
      const key = await this.find(tenantId, id);
      if (key.revokedAt !== null) return key;
      await this.table.updateEntity({ partitionKey: keyPart(tenantId), rowKey: id, revokedAt: at }, 'Merge');
      return { ...key, revokedAt: at };
    } catch (error) {
      return undefinedIfMissing(error);
    }
  }

  private async find(tenantId: string, id: string): Promise<ApiKey> {
    return toKey(await this.table.getEntity<KeyRow>(keyPart(tenantId), id));
  }
}

const toKey = ({ body, revokedAt }: KeyRow): ApiKey => ({
  ...bodySchema.parse(JSON.parse(body)),
  revokedAt: revokedAt ?? null,
});

function undefinedIfMissing(error: unknown): undefined {
  if (!isMissing(error)) throw error;
}
