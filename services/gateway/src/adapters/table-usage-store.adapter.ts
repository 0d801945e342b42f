import { odata, type TableClient } from '@azure/data-tables';
import { DependencyUnavailable } from '@shared/errors';
import { userPrincipal } from '@shared/identity';
import { isConflict, isMissing, keyPart, table, type TableConfig } from '@shared/storage';
import { UsageStore, type UsageCounts, type UsageOwner } from '../ports/usage-store.port.js';

const TABLE = 'usage';
/** Times one addition is tried when other replicas add to the same day; each wins one round. */
const MAX_ATTEMPTS = 20;
/** Longest wait for storage, in milliseconds: whatever is not kept now is kept with the next second's. */
const TIMEOUT_MS = 2_000;

type Row = Partial<UsageCounts>;

/** {@link UsageStore} over Table Storage: `tenantId|principal` / day, added to under its ETag. */
export class TableUsageStore extends UsageStore {
  private readonly table: TableClient;

  constructor(config: TableConfig) {
    super();
    this.table = table(config, TABLE);
  }

  add(owner: UsageOwner, day: string, counts: UsageCounts): Promise<UsageCounts> {
    return reported(async () => {
      const abortSignal = AbortSignal.timeout(TIMEOUT_MS);
      for (let attempt = 1; ; attempt++) {
        try {
          return await this.tryAdd(owner, day, counts, abortSignal);
        } catch (error) {
          if (attempt === MAX_ATTEMPTS || !(isConflict(error) || isMissing(error))) throw error;
          // No row by now, or no table yet.
          if (isMissing(error)) await this.table.createTable({ abortSignal });
        }
      }
    });
  }

  days(owner: UsageOwner, from: string, to: string): Promise<(UsageCounts & { day: string })[]> {
    return reported(async () => {
      const filter = odata`PartitionKey eq ${partitionOf(owner)} and RowKey ge ${from} and RowKey le ${to}`;
      const days: (UsageCounts & { day: string })[] = [];
      try {
        const abortSignal = AbortSignal.timeout(TIMEOUT_MS);
        for await (const row of this.table.listEntities<Row>({ abortSignal, queryOptions: { filter } }))
          days.push({ day: row.rowKey ?? '', ...countsOf(row) });
      } catch (error) {
        if (!isMissing(error)) throw error;
      }
      return days;
    });
  }

  /** One attempt; a conflict means that somebody else added meanwhile. */
  private async tryAdd(owner: UsageOwner, day: string, counts: UsageCounts, abortSignal: AbortSignal) {
    const partitionKey = partitionOf(owner);
    const found = await this.table.getEntity<Row>(partitionKey, day, { abortSignal }).catch((error: unknown) => {
      if (!isMissing(error)) throw error;
    });
    const sum = added(countsOf(found ?? {}), counts);
    const row = { partitionKey, rowKey: day, ...columnsOf(sum) };
    if (found) await this.table.updateEntity(row, 'Replace', { etag: found.etag, abortSignal });
    else await this.table.createEntity(row, { abortSignal });
    return sum;
  }
}

const partitionOf = ({ tenantId, userId }: UsageOwner): string =>
  `${keyPart(tenantId)}|${keyPart(userPrincipal(userId))}`;

const countsOf = ({ requests = 0, inputTokens = 0, outputTokens = 0 }: Row): UsageCounts => ({
  requests,
  inputTokens,
  outputTokens,
});

const added = (a: UsageCounts, b: UsageCounts): UsageCounts => ({
  requests: a.requests + b.requests,
  inputTokens: a.inputTokens + b.inputTokens,
  outputTokens: a.outputTokens + b.outputTokens,
});

/** As doubles: a whole number without a type would be one of 32 bits. */
const columnsOf = (counts: UsageCounts) =>
  Object.fromEntries(Object.entries(counts).map(([name, value]) => [name, { type: 'Double', value: String(value) }]));

async function reported<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw new DependencyUnavailable('Usage cannot be read or kept just now; try again in a moment.', { cause });
  }
}
