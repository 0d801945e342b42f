import { odata, type TableClient, type TransactionAction } from '@azure/data-tables';
import type { ContainerClient } from '@azure/storage-blob';
import type { ConversationView, FeedbackBody, MessageView } from '@shared/contracts';
import { DependencyUnavailable, DomainError } from '@shared/errors';
import { blobService, isConflict, isMissing, table, type StorageConfig } from '@shared/storage';
import {
  ConversationBusy,
  ConversationNotFound,
  MessageNotFound,
  NothingToRegenerate,
} from '../conversations/conversation-errors.js';
import {
  ConversationStore,
  type KeptAnswer,
  type NewTurn,
  type Owner,
  type TakenTurn,
} from '../ports/conversation-store.port.js';
import {
  bodyOf,
  contentOf,
  HEAD,
  holdsWords,
  messageKey,
  newMessage,
  ordinalOf,
  ownerKey,
  questionKey,
  searchedText,
  toConversation,
  type ConversationRow,
  type HeadRow,
  type MessageRow,
} from './conversation-rows.js';
import { MessageBodies } from './message-bodies.js';

/** Times a turn is tried again when another writer was faster. */
const MAX_ATTEMPTS = 8;
/** Rows of one transaction; the service's limit. */
const TRANSACTION_ROWS = 100;
/** An answer that ended so is answered again when its question is repeated. */
const UNFINISHED: readonly string[] = ['running', 'partial', 'failed'];

/** {@link ConversationStore} over Table Storage, with Blob for messages too large for a row. */
export class TableConversationStore extends ConversationStore {
  private readonly conversations: TableClient;
  private readonly turns: TableClient;
  private readonly container: ContainerClient;
  private readonly bodies: MessageBodies;

  constructor(config: StorageConfig) {
    super();
    this.conversations = table(config, 'conversations');
    this.turns = table(config, 'messages');
    this.container = blobService(config).getContainerClient('conversations');
    this.bodies = new MessageBodies(this.container);
  }

  /** Makes the tables and the container where they are missing. */
  async prepare(): Promise<void> {
    await Promise.all([this.conversations.createTable(), this.turns.createTable(), this.container.createIfNotExists()]);
  }

  /** Whether the tables answer. @throws if they do not. */
  async ping(signal: AbortSignal): Promise<void> {
    const pages = this.conversations
      .listEntities({ abortSignal: signal, queryOptions: { select: ['rowKey'] } })
      .byPage({ maxPageSize: 1 });
    await pages.next();
  }

  take(turn: NewTurn): Promise<TakenTurn> {
    return reported(async () => {
      for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
        const taken = await this.tryTake(turn).catch((error: unknown) => {
          if (isConflict(error)) return undefined;
          throw error;
        });
        if (taken) return taken;
      }
      throw new ConversationBusy();
    });
  }

  keep(conversationId: string, answerId: string, answer: KeptAnswer): Promise<void> {
    return reported(async () => {
      const row = await this.row(conversationId, answerId);
      if (!row) return;
      const body = await this.bodies.put(conversationId, answerId, contentOf(answer));
      const entity = { partitionKey: conversationId, rowKey: row.rowKey, status: answer.status, body };
      await this.turns.updateEntity(entity, 'Merge').catch(async (error: unknown) => {
        if (!isMissing(error)) throw error;
        await this.bodies.remove(conversationId, answerId);
      });
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

  async messages(owner: Owner, conversationId: string): Promise<MessageView[]> {
    await this.find(owner, conversationId);
    return reported(() => this.messagesBefore(conversationId));
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
      const head = await this.head(conversationId);
      if (head && head.owner !== ownerKey(owner)) throw new ConversationNotFound();
      await this.conversations.deleteEntity(ownerKey(owner), conversationId).catch(unlessMissing);
      const keys: string[] = [];
      for await (const { rowKey } of this.turns.listEntities({
        queryOptions: { filter: odata`PartitionKey eq ${conversationId} and RowKey ne ${HEAD}`, select: ['rowKey'] },
      })) {
        if (rowKey) keys.push(rowKey);
      }
      await this.bodies.removeAll(conversationId);
      for (let i = 0; i < keys.length; i += TRANSACTION_ROWS) {
        const rows = keys.slice(i, i + TRANSACTION_ROWS).map((rowKey) => ({ partitionKey: conversationId, rowKey }));
        await this.turns.submitTransaction(rows.map((row) => ['delete', row]));
      }
      // Last: as long as something is left, the conversation still has its owner, who may repeat this.
      await this.turns.deleteEntity(conversationId, HEAD).catch(unlessMissing);
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
      const row = await this.row(conversationId, messageId);
      if (row?.role !== 'assistant') throw new MessageNotFound();
      const entity = { partitionKey: conversationId, rowKey: row.rowKey, rating, comment: comment ?? '' };
      await this.turns.updateEntity(entity, 'Merge');
    });
  }

  /** One attempt; a conflict means that another writer changed the conversation meanwhile. */
  private async tryTake(turn: NewTurn): Promise<TakenTurn> {
    const { conversationId, owner, questionId } = turn;
    const head = await this.head(conversationId);
    if (head ? head.owner !== ownerKey(owner) : !turn.mayBegin) throw new ConversationNotFound();
    const known = head ? await this.conversation(owner, conversationId) : undefined;
    const title = known?.title ?? turn.title;
    const repeated = head && !turn.regenerate ? await this.placeOf(conversationId, questionId) : undefined;
    const again = turn.regenerate && head ? head.next - 2 : repeated;
    if (turn.regenerate && !(head && head.next >= 2)) throw new NothingToRegenerate();

    const history = head ? await this.messagesBefore(conversationId, again ?? head.next) : [];
    if (head && again !== undefined) {
      const [asked, answer] = await this.messagesBefore(conversationId, again + 2, again);
      if (repeated !== undefined && answer && !UNFINISHED.includes(answer.status))
        return { kind: 'repeat', title, answer };
      await this.turns.submitTransaction([
        touch(conversationId, head),
        ['upsert', this.answerRow(turn, again + 1), 'Replace'],
      ]);
      return { kind: 'new', title, question: asked?.text ?? turn.question, history };
    }
    const at = head?.next ?? 0;
    const body = await this.bodies.put(conversationId, questionId, { text: turn.question });
    const createdAt = new Date().toISOString();
    const base = { partitionKey: conversationId };
    await this.turns.submitTransaction([
      head
        ? ['update', { ...base, rowKey: HEAD, next: at + 2 }, 'Merge', { etag: head.etag }]
        : ['create', { ...base, rowKey: HEAD, owner: ownerKey(owner), next: at + 2 }],
      ['create', { ...base, rowKey: questionKey(questionId), ordinal: at }],
      ['create', newMessage(conversationId, at, { id: questionId, role: 'user', status: 'complete', createdAt, body })],
      ['create', this.answerRow(turn, at + 1)],
    ]);
    const row = { title, createdAt: known?.createdAt ?? createdAt, updatedAt: createdAt };
    const questions = searchedText(known?.questions, turn.question);
    await this.conversations.upsertEntity(
      { partitionKey: ownerKey(owner), rowKey: conversationId, ...row, questions },
      'Merge',
    );
    return { kind: 'new', title, question: turn.question, history };
  }

  private answerRow({ conversationId, answerId }: NewTurn, ordinal: number) {
    const { body } = bodyOf({ text: '' });
    const createdAt = new Date().toISOString();
    return newMessage(conversationId, ordinal, { id: answerId, role: 'assistant', status: 'running', createdAt, body });
  }

  private async head(conversationId: string): Promise<HeadRow | undefined> {
    return this.turns.getEntity<Omit<HeadRow, 'etag'>>(conversationId, HEAD).catch(undefinedIfMissing);
  }

  private conversation(owner: Owner, conversationId: string): Promise<ConversationRow | undefined> {
    return this.conversations
      .getEntity<ConversationRow>(ownerKey(owner), conversationId)
      .then((row) => ({ ...row, rowKey: conversationId }))
      .catch(undefinedIfMissing);
  }

  /** Where a question stands that was taken in before. */
  private async placeOf(conversationId: string, questionId: string): Promise<number | undefined> {
    const row = await this.turns
      .getEntity<{ ordinal: number }>(conversationId, questionKey(questionId))
      .catch(undefinedIfMissing);
    return row?.ordinal;
  }

  private async row(conversationId: string, messageId: string): Promise<MessageRow | undefined> {
    const filter = odata`PartitionKey eq ${conversationId} and RowKey ge 'm' and RowKey lt 'n' and id eq ${messageId}`;
    for await (const row of this.turns.listEntities<MessageRow>({ queryOptions: { filter } })) {
      return { ...row, rowKey: row.rowKey ?? '' };
    }
    return undefined;
  }

  /** Messages from one place up to, and without, another; in order. */
  private async messagesBefore(conversationId: string, end = 99_999_999, start = 0): Promise<MessageView[]> {
    const filter = odata`PartitionKey eq ${conversationId} and RowKey ge ${messageKey(start)} and RowKey lt ${messageKey(end)}`;
    const rows: MessageRow[] = [];
    for await (const row of this.turns.listEntities<MessageRow>({ queryOptions: { filter } })) {
      rows.push({ ...row, rowKey: row.rowKey ?? '' });
    }
    rows.sort((a, b) => ordinalOf(a.rowKey) - ordinalOf(b.rowKey));
    return Promise.all(rows.map((row) => this.bodies.message(conversationId, row)));
  }
}

/** Changes nothing, and fails if another writer was here since: the head's ETag is the lock. */
const touch = (partitionKey: string, { next, etag }: HeadRow): TransactionAction => [
  'update',
  { partitionKey, rowKey: HEAD, next },
  'Merge',
  { etag },
];

function undefinedIfMissing(error: unknown): undefined {
  if (!isMissing(error)) throw error;
}
const unlessMissing = undefinedIfMissing;

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
