import { odata, type TableClient, type TransactionAction } from '@azure/data-tables';
import type { MessageView } from '@shared/contracts';
import { isMissing } from '@shared/storage';
import { MessageTree } from '../conversations/message-tree.js';
import {
  HEAD,
  messageKey,
  ordinalOf,
  placed,
  questionKey,
  type HeadRow,
  type MessageRow,
  type PlacedRow,
} from './conversation-rows.js';
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

  /** Every message without its content. Rows that no head counts are what a writer left that died. */
  async tree(conversationId: string, head: HeadRow): Promise<MessageTree<PlacedRow>> {
    const select = ['rowKey', 'id', 'role', 'status', 'createdAt', 'parent'];
    return new MessageTree((await this.rows(conversationId, 0, head.next, select)).map(placed), head.leaf);
  }

  /** The messages of these places, whole, in the order given. */
  async messages(
    conversationId: string,
    tree: MessageTree<PlacedRow>,
    places: readonly PlacedRow[],
  ): Promise<MessageView[]> {
    const ordinals = places.map(({ ordinal }) => ordinal);
    const [first, last] = [Math.min(...ordinals), Math.max(...ordinals)];
    const found = places.length > 0 ? await this.rows(conversationId, first, last + 1) : [];
    const rows = new Map(found.map((row) => [ordinalOf(row.rowKey), row]));
    const whole = places.flatMap((place) => {
      const row = rows.get(place.ordinal);
      return row ? [{ place, row }] : [];
    });
    return Promise.all(
      whole.map(async ({ place, row }) => ({
        ...(await this.bodies.message(conversationId, row)),
        parentId: tree.at(place.parent)?.id ?? null,
        siblings: tree.siblings(place).map(({ id }) => id),
      })),
    );
  }

  /** Rows from one place up to, and without, another. */
  private async rows(conversationId: string, start: number, end: number, select?: string[]): Promise<MessageRow[]> {
    const filter = odata`PartitionKey eq ${conversationId} and RowKey ge ${messageKey(start)} and RowKey lt ${messageKey(end)}`;
    const rows: MessageRow[] = [];
    const queryOptions = select ? { filter, select } : { filter };
    for await (const row of this.table.listEntities<MessageRow>({ queryOptions })) {
      rows.push({ ...row, rowKey: row.rowKey ?? '' });
    }
    return rows;
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

  /** Takes every row away but the head, which says whose it is. */
  async clear(conversationId: string): Promise<void> {
    // A transaction fails whole when another remover was faster with one of its rows: then what is left is looked up anew.
    while (!(await this.clearOnce(conversationId)));
  }

  /** @returns whether nothing is left of what was there. */
  private async clearOnce(conversationId: string): Promise<boolean> {
    const filter = odata`PartitionKey eq ${conversationId} and RowKey ne ${HEAD}`;
    const keys: string[] = [];
    for await (const { rowKey } of this.table.listEntities({ queryOptions: { filter, select: ['rowKey'] } })) {
      if (rowKey) keys.push(rowKey);
    }
    try {
      for (let i = 0; i < keys.length; i += TRANSACTION_ROWS) {
        const rows = keys.slice(i, i + TRANSACTION_ROWS).map((rowKey) => ({ partitionKey: conversationId, rowKey }));
        await this.commit(rows.map((row) => ['delete', row]));
      }
      return true;
    } catch (error) {
      if (!isMissing(error)) throw error;
      return false;
    }
  }

  /** The conversation is nobody's from now on. */
  async release(conversationId: string): Promise<void> {
    await this.table.deleteEntity(conversationId, HEAD).catch(undefinedIfMissing);
  }
}

/** Changes the head, and fails if another writer was here since: its ETag is the lock. */
export const changeHead = (
  partitionKey: string,
  { etag }: HeadRow,
  change: { next?: number; leaf: number },
): TransactionAction => ['update', { partitionKey, rowKey: HEAD, ...change }, 'Merge', { etag }];

/** For reads and removals where missing is an answer. */
export function undefinedIfMissing(error: unknown): undefined {
  if (!isMissing(error)) throw error;
}
