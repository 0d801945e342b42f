import { odata, type TableClient, type TransactionAction } from '@azure/data-tables';
import type { MessageView } from '@shared/contracts';
import { isMissing } from '@shared/storage';
import { HEAD, messageKey, ordinalOf, questionKey, type HeadRow, type MessageRow } from './conversation-rows.js';
import type { MessageBodies } from './message-bodies.js';

/** Rows of one transaction; the service's limit. */
const TRANSACTION_ROWS = 100;

/** The rows of each conversation: its head, its messages in order, the question ids it has taken. */
export class ConversationPartitions {
  constructor(
    private readonly table: TableClient,
    private readonly bodies: MessageBodies,
  ) {}

  async head(conversationId: string): Promise<HeadRow | undefined> {
    return this.table.getEntity<Omit<HeadRow, 'etag'>>(conversationId, HEAD).catch(undefinedIfMissing);
  }

  /** Where a question stands that was taken in before, unless it was edited away since. */
  async placeOf(conversationId: string, questionId: string, head: HeadRow): Promise<number | undefined> {
    const row = await this.table
      .getEntity<{ ordinal: number }>(conversationId, questionKey(questionId))
      .catch(undefinedIfMissing);
    return row && row.ordinal < head.next ? row.ordinal : undefined;
  }

  async row(conversationId: string, messageId: string): Promise<MessageRow | undefined> {
    const filter = odata`PartitionKey eq ${conversationId} and RowKey ge 'm' and RowKey lt 'n' and id eq ${messageId}`;
    for await (const row of this.table.listEntities<MessageRow>({ queryOptions: { filter } })) {
      return { ...row, rowKey: row.rowKey ?? '' };
    }
    return undefined;
  }

  /** Messages from one place up to, and without, another; in order. */
  async messagesBefore(conversationId: string, end: number, start = 0): Promise<MessageView[]> {
    const filter = odata`PartitionKey eq ${conversationId} and RowKey ge ${messageKey(start)} and RowKey lt ${messageKey(end)}`;
    const rows: MessageRow[] = [];
    for await (const row of this.table.listEntities<MessageRow>({ queryOptions: { filter } })) {
      rows.push({ ...row, rowKey: row.rowKey ?? '' });
    }
    rows.sort((a, b) => ordinalOf(a.rowKey) - ordinalOf(b.rowKey));
    return Promise.all(rows.map((row) => this.bodies.message(conversationId, row)));
  }

  /** Changes one row of the conversation, if it is still there. */
  async merge(conversationId: string, rowKey: string, fields: Record<string, unknown>): Promise<boolean> {
    return this.table.updateEntity({ partitionKey: conversationId, rowKey, ...fields }, 'Merge').then(
      () => true,
      (error: unknown) => {
        if (!isMissing(error)) throw error;
        return false;
      },
    );
  }

  /** All of it or nothing of it. @throws a conflict if another writer was faster. */
  async commit(actions: TransactionAction[]): Promise<void> {
    await this.table.submitTransaction(actions);
  }

  /** Takes the messages from a place on away; without a place every row but the head, which says whose it is. */
  async clear(conversationId: string, from?: number): Promise<void> {
    const filter =
      from === undefined
        ? odata`PartitionKey eq ${conversationId} and RowKey ne ${HEAD}`
        : odata`PartitionKey eq ${conversationId} and RowKey ge ${messageKey(from)} and RowKey lt 'n'`;
    const keys: string[] = [];
    for await (const { rowKey } of this.table.listEntities({ queryOptions: { filter, select: ['rowKey'] } })) {
      if (rowKey) keys.push(rowKey);
    }
    for (let i = 0; i < keys.length; i += TRANSACTION_ROWS) {
      const rows = keys.slice(i, i + TRANSACTION_ROWS).map((rowKey) => ({ partitionKey: conversationId, rowKey }));
      await this.commit(rows.map((row) => ['delete', row]));
    }
  }

  /** The conversation is nobody's from now on. */
  async release(conversationId: string): Promise<void> {
    await this.table.deleteEntity(conversationId, HEAD).catch(undefinedIfMissing);
  }
}

/** Changes nothing, and fails if another writer was here since: the head's ETag is the lock. */
export const touch = (partitionKey: string, { next, etag }: HeadRow): TransactionAction => [
  'update',
  { partitionKey, rowKey: HEAD, next },
  'Merge',
  { etag },
];

/** For reads and removals where missing is an answer. */
export function undefinedIfMissing(error: unknown): undefined {
  if (!isMissing(error)) throw error;
}
