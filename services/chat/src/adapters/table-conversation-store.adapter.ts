import { odata, type TableClient } from '@azure/data-tables';
import type { ContainerClient } from '@azure/storage-blob';
import type { ConversationView, FeedbackBody, MessageView } from '@shared/contracts';
import { DependencyUnavailable, DomainError } from '@shared/errors';
import { blobService, isConflict, table, type StorageConfig } from '@shared/storage';
import { ConversationBusy, ConversationNotFound, MessageNotFound } from '../conversations/conversation-errors.js';
import { within, type MessageTree } from '../conversations/message-tree.js';
import {
  ConversationStore,
  type KeptAnswer,
  type MessageRange,
  type NewTurn,
  type Owner,
  type TakenTurn,
} from '../ports/conversation-store.port.js';
import {
  contentOf,
  holdsWords,
  ownerKey,
  toConversation,
  type ConversationRow,
  type PlacedRow,
} from './conversation-rows.js';
import { changeHead, ConversationPartitions, undefinedIfMissing } from './conversation-partitions.js';
import { ConversationTurns } from './conversation-turns.js';
import { MessageBodies } from './message-bodies.js';

/** Times a turn is tried again when another writer was faster. */
const MAX_ATTEMPTS = 8;

/** {@link ConversationStore} over Table Storage, with Blob for messages too large for a row. */
export class TableConversationStore extends ConversationStore {
  private readonly conversations: TableClient;
  private readonly messageTable: TableClient;
  private readonly partitions: ConversationPartitions;
  private readonly turns: ConversationTurns;
  private readonly container: ContainerClient;
  private readonly bodies: MessageBodies;

  constructor(config: StorageConfig) {
    super();
    this.conversations = table(config, 'conversations');
    this.messageTable = table(config, 'messages');
    this.container = blobService(config).getContainerClient('conversations');
    this.bodies = new MessageBodies(this.container);
    this.partitions = new ConversationPartitions(this.messageTable, this.bodies);
    this.turns = new ConversationTurns(this.conversations, this.partitions, this.bodies);
  }

  /** Makes the tables and the container where they are missing. */
  async prepare(): Promise<void> {
    await Promise.all([
      this.conversations.createTable(),
      this.messageTable.createTable(),
      this.container.createIfNotExists(),
    ]);
  }

  /** Whether the tables answer. @throws if they do not. */
  async ping(signal: AbortSignal): Promise<void> {
    const pages = this.conversations
      .listEntities({ abortSignal: signal, queryOptions: { select: ['rowKey'] } })
      .byPage({ maxPageSize: 1 });
    await pages.next();
  }

  take(turn: NewTurn): Promise<TakenTurn> {
    return reported(() => again(() => this.turns.take(turn)));
  }

  keep(conversationId: string, answerId: string, answer: KeptAnswer): Promise<void> {
    return reported(async () => {
      const row = await this.partitions.row(conversationId, answerId);
      if (!row) return;
      const body = await this.bodies.put(conversationId, answerId, contentOf(answer));
      const isKept = await this.partitions.merge(conversationId, row.rowKey, { status: answer.status, body });
      if (!isKept) await this.bodies.remove(conversationId, answerId);
    });
  }

  list(owner: Owner, query?: string): Promise<ConversationView[]> {
    return reported(async () => {
      const select = ['rowKey', 'title', 'createdAt', 'updatedAt', ...(query ? ['questions'] : [])];
      const filter = odata`PartitionKey eq ${ownerKey(owner)}`;
      const rows: ConversationRow[] = [];
      for await (const row of this.conversations.listEntities<ConversationRow>({ queryOptions: { filter, select } })) {
        if (!query || holdsWords(row, query)) rows.push(row);
      }
      return rows
        .map(toConversation)
        .sort((a, b) => b.updatedAt.localeCompare(a.updatedAt) || b.id.localeCompare(a.id));
    });
  }

  find(owner: Owner, conversationId: string): Promise<ConversationView> {
    return reported(async () => {
      const row = await this.conversation(owner, conversationId);
      if (!row) throw new ConversationNotFound();
      return toConversation(row);
    });
  }

  messages(owner: Owner, conversationId: string, range?: MessageRange): Promise<MessageView[]> {
    return this.read(owner, conversationId, ({ branch }) => within(branch, range));
  }

  everyMessage(owner: Owner, conversationId: string): Promise<MessageView[]> {
    return this.read(owner, conversationId, ({ all }) => all);
  }

  async select(owner: Owner, conversationId: string, messageId: string): Promise<void> {
    await this.find(owner, conversationId);
    await reported(() =>
      again(async () => {
        const head = await this.partitions.head(conversationId);
        const tree = head && (await this.partitions.tree(conversationId, head));
        const row = tree?.byId(messageId);
        if (!head || !tree || !row) throw new MessageNotFound();
        const { ordinal } = tree.newestLeaf(row);
        await this.partitions.commit([changeHead(conversationId, head, { leaf: ordinal })]);
      }),
    );
  }

  async rename(owner: Owner, conversationId: string, title: string): Promise<ConversationView> {
    const found = await this.find(owner, conversationId);
    return reported(async () => {
      await this.conversations.updateEntity({ partitionKey: ownerKey(owner), rowKey: conversationId, title }, 'Merge');
      return { ...found, title };
    });
  }

  remove(owner: Owner, conversationId: string): Promise<void> {
    return reported(async () => {
      const head = await this.partitions.head(conversationId);
      if (head && head.owner !== ownerKey(owner)) throw new ConversationNotFound();
      await this.conversations.deleteEntity(ownerKey(owner), conversationId).catch(undefinedIfMissing);
      await this.bodies.removeAll(conversationId);
      await this.partitions.clear(conversationId);
      // Last: as long as something is left, the conversation still has its owner, who may repeat this.
      await this.partitions.release(conversationId);
    });
  }

  async rate(
    owner: Owner,
    conversationId: string,
    messageId: string,
    { rating, comment }: FeedbackBody,
  ): Promise<void> {
    await this.find(owner, conversationId);
    await reported(async () => {
      const row = await this.partitions.row(conversationId, messageId);
      if (row?.role !== 'assistant') throw new MessageNotFound();
      await this.partitions.merge(conversationId, row.rowKey, { rating, comment: comment ?? '' });
    });
  }

  private async read(
    owner: Owner,
    conversationId: string,
    choose: (tree: MessageTree<PlacedRow>) => PlacedRow[],
  ): Promise<MessageView[]> {
    await this.find(owner, conversationId);
    return reported(async () => {
      const head = await this.partitions.head(conversationId);
      if (!head) return [];
      const tree = await this.partitions.tree(conversationId, head);
      return this.partitions.messages(conversationId, tree, choose(tree));
    });
  }

  private conversation(owner: Owner, conversationId: string): Promise<ConversationRow | undefined> {
    return this.conversations
      .getEntity<ConversationRow>(ownerKey(owner), conversationId)
      .then((row) => ({ ...row, rowKey: conversationId }))
      .catch(undefinedIfMissing);
  }
}

/** Repeats what another writer was faster at. @throws {ConversationBusy} */
async function again<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (!isConflict(error)) throw error;
    }
  }
  throw new ConversationBusy();
}

/** What storage throws, as one error of ours with its cause. */
async function reported<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof DomainError) throw error;
    throw new DependencyUnavailable('Conversations cannot be read or kept just now; try again in a moment.', {
      cause: error,
    });
  }
}
