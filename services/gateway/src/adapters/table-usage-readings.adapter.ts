import type { TableClient } from '@azure/data-tables';
import type { UsageDay } from '@shared/contracts';
import { isMissing, keyPart, quoted, table, type TableConfig } from '@shared/storage';
import { z } from 'zod';
import { UsageReadings } from '../ports/usage-readings.port.js';

const TABLE = 'usage';

/** A counter's row: `tenantId|principal` / day. A column that was never counted up is missing. */
const rowSchema = z.object({
  partitionKey: z.string(),
  rowKey: z.iso.date(),
  requests: z.coerce.number().default(0),
  inputTokens: z.coerce.number().default(0),
  outputTokens: z.coerce.number().default(0),
});

/** {@link UsageReadings} from Table Storage. Nothing was counted yet where there is no table. */
export class TableUsageReadings extends UsageReadings {
  private readonly table: TableClient;

  constructor(config: TableConfig) {
    super();
    this.table = table(config, TABLE);
  }

  async ofTenant(tenantId: string, from: string, to: string): Promise<UsageDay[]> {
    const tenant = `${keyPart(tenantId)}|`;
    const filter = `PartitionKey ge ${quoted(tenant)} and PartitionKey lt ${quoted(endOf(tenant))} and RowKey ge ${quoted(from)} and RowKey le ${quoted(to)}`;
    const days: UsageDay[] = [];
    for await (const row of this.rows(filter)) {
      const { partitionKey, rowKey, ...counters } = rowSchema.parse(row);
      days.push({ principal: fromKeyPart(partitionKey.slice(tenant.length)), day: rowKey, ...counters });
    }
    return days.sort((a, b) => b.day.localeCompare(a.day) || a.principal.localeCompare(b.principal));
  }

  async erase(tenantId: string, principal: string): Promise<number> {
    const partition = `${keyPart(tenantId)}|${keyPart(principal)}`;
    let days = 0;
    for await (const { rowKey } of this.rows(`PartitionKey eq ${quoted(partition)}`)) {
      await this.table.deleteEntity(partition, rowKey ?? '').catch((error: unknown) => {
        if (!isMissing(error)) throw error;
      });
      days += 1;
    }
    return days;
  }

  private async *rows(filter: string) {
    try {
      yield* this.table.listEntities({ queryOptions: { filter } });
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }
}

/** The first key behind all that begin with a prefix. */
const endOf = (prefix: string): string => `${prefix.slice(0, -1)}}`;

/** What `keyPart` made a key of. */
const fromKeyPart = (part: string): string =>
  part.replace(/=([0-9a-f]+)=/g, (_, code: string) => String.fromCodePoint(Number.parseInt(code, 16)));
