import type { TableClient } from '@azure/data-tables';
import { auditEntrySchema } from '@shared/contracts';
import { DependencyUnavailable } from '@shared/errors';
import { invertUlid, isMissing, keyPart, quoted, table, type TableConfig } from '@shared/storage';
import { ulid } from 'ulid';
import { AuditLog, type Actor, type AuditPage, type Deed } from './audit-log.port.js';

const TABLE = 'audit';

/** {@link AuditLog} in Table Storage: `tenantId` / inverted ULID, so that the newest comes first. */
export class TableAuditLog extends AuditLog {
  private readonly table: TableClient;

  constructor(config: TableConfig) {
    super();
    this.table = table(config, TABLE);
  }

  async prepare(): Promise<void> {
    await this.table.createTable();
  }

  async append({ tenantId, userId, correlationId }: Actor, { action, subject, detail }: Deed): Promise<void> {
    const at = Date.now();
    const id = ulid(at);
    const entry = { id, at: new Date(at).toISOString(), actor: userId, action, subject, detail, correlationId };
    const row = { partitionKey: keyPart(tenantId), rowKey: invertUlid(id), body: JSON.stringify(entry) };
    try {
      // Created, never upserted: an entry that is there cannot be written over.
      await this.table.createEntity(row).catch(async (error: unknown) => {
        if (!isMissing(error)) throw error;
        await this.prepare();
        await this.table.createEntity(row);
      });
    } catch (cause) {
      throw new DependencyUnavailable('The audit record cannot be written just now; try again in a moment.', { cause });
    }
  }

  async list(tenantId: string, limit: number, after?: string): Promise<AuditPage> {
    const from = after === undefined ? '' : ` and RowKey gt ${quoted(invertUlid(after))}`;
    const filter = `PartitionKey eq ${quoted(keyPart(tenantId))}${from}`;
    const pages = this.table.listEntities<{ body: string }>({ queryOptions: { filter } }).byPage({
      maxPageSize: limit + 1,
    });
    const rows: string[] = [];
    for await (const page of pages) {
      rows.push(...page.map(({ body }) => body));
      if (rows.length > limit) break;
    }
    const entries = rows.slice(0, limit).map((body) => auditEntrySchema.parse(JSON.parse(body)));
    return { entries, next: rows.length > limit ? entries.at(-1)?.id : undefined };
  }
}
