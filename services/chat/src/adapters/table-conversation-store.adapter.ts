import { odata, type TableClient } from '@azure/data-tables';
import type { ContainerClient } from '@azure/storage-blob';
import type { ConversationView, FeedbackBody, MessageView } from '@shared/contracts';
import { DependencyUnavailable, DomainError } from '@shared/errors';
import { blobService, isConflict, table, type StorageConfig } from '@shared/storage';
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
  newMessage,
  ownerKey,
  questionKey,
  searchedText,
  toConversation,
  type ConversationRow,
  type HeadRow,
} from './conversation-rows.js';
import { ConversationPartitions, touch, undefinedIfMissing } from './conversation-partitions.js';
import { MessageBodies } from './message-bodies.js';

/** Times a turn is tried again when another writer was faster. */
const MAX_ATTEMPTS = 8;
/** An answer that ended so is answered again when its question is repeated. */
const UNFINISHED: readonly string[] = ['running', 'partial', 'failed'];

/** {@link ConversationStore} over Table Storage, with Blob for messages too large for a row. */
export class TableConversationStore extends ConversationStore {
  private readonly conversations: TableClient;
  private readonly messageTable: TableClient;
  private readonly turns: ConversationPartitions;
  private readonly container: ContainerClient;
  private readonly bodies: MessageBodies;

  constructor(config: StorageConfig) {
    super();
    this.conversations = table(config, 'conversations');
    this.messageTable = table(config, 'messages');
    this.container = blobService(config).getContainerClient('conversations');
    this.bodies = new MessageBodies(this.container);
    this.turns = new ConversationPartitions(this.messageTable, this.bodies);
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
      const row = await this.turns.row(conversationId, answerId);
      if (!row) return;
      const body = await this.bodies.put(conversationId, answerId, contentOf(answer));
      const isKept = await this.turns.merge(conversationId, row.rowKey, { status: answer.status, body });
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

  async messages(owner: Owner, conversationId: string): Promise<MessageView[]> {
    await this.find(owner, conversationId);
    return reported(async () => {
      const head = await this.turns.head(conversationId);
      return head ? this.turns.messagesBefore(conversationId, head.next) : [];
    });
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
      const head = await this.turns.head(conversationId);
      if (head && head.owner !== ownerKey(owner)) throw new ConversationNotFound();
      await this.conversations.deleteEntity(ownerKey(owner), conversationId).catch(undefinedIfMissing);
      await this.bodies.removeAll(conversationId);
      await this.turns.clear(conversationId);
      // Last: as long as something is left, the conversation still has its owner, who may repeat this.
      await this.turns.release(conversationId);
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
      const row = await this.turns.row(conversationId, messageId);
      if (row?.role !== 'assistant') throw new MessageNotFound();
      await this.turns.merge(conversationId, row.rowKey, { rating, comment: comment ?? '' });
    });
  }

  /** One attempt; a conflict means that another writer changed the conversation meanwhile. */
  private async tryTake(turn: NewTurn): Promise<TakenTurn> {
    const { conversationId, owner, questionId } = turn;
    const head = await this.turns.head(conversationId);
    if (head ? head.owner !== ownerKey(owner) : !turn.mayBegin) throw new ConversationNotFound();
    const known = head ? await this.conversation(owner, conversationId) : undefined;
    const title = known?.title ?? turn.title;
    if (turn.regenerate && !(head && head.next >= 2)) throw new NothingToRegenerate();
    const repeated = head && !turn.regenerate ? await this.turns.placeOf(conversationId, questionId, head) : undefined;
    const at = (turn.regenerate && head ? head.next - 2 : repeated) ?? head?.next ?? 0;
    const history = head ? await this.turns.messagesBefore(conversationId, at) : [];
    const [asked, answer] = head && at < head.next ? await this.turns.messagesBefore(conversationId, at + 2, at) : [];
    // A known question with other words is one that was edited: it takes its old place, and what came after it goes.
    const isKnown = asked !== undefined && (turn.regenerate || asked.text === turn.question);
    if (isKnown && !turn.regenerate && answer && !UNFINISHED.includes(answer.status))
      return { kind: 'repeat', title, answer };
    if (head && isKnown) {
      await this.turns.commit([touch(conversationId, head), ['upsert', this.answerRow(turn, at + 1), 'Replace']]);
      return { kind: 'new', title, question: asked.text, history };
    }
    await this.write(turn, at, head);
    await this.show(turn, known);
    if (asked) await this.turns.clear(conversationId, at + 2);
    return { kind: 'new', title, question: turn.question, history };
  }

  /** Puts a question and its running answer at a place; whatever stands behind them does not count any more. */
  private async write(turn: NewTurn, at: number, head: HeadRow | undefined): Promise<void> {
    const { conversationId, questionId, question, owner } = turn;
    const body = await this.bodies.put(conversationId, questionId, { text: question });
    const createdAt = new Date().toISOString();
    const row = newMessage(conversationId, at, { id: questionId, role: 'user', status: 'complete', createdAt, body });
    const base = { partitionKey: conversationId };
    await this.turns.commit([
      head
        ? ['update', { ...base, rowKey: HEAD, next: at + 2 }, 'Merge', { etag: head.etag }]
        : ['create', { ...base, rowKey: HEAD, owner: ownerKey(owner), next: at + 2 }],
      ['upsert', { ...base, rowKey: questionKey(questionId), ordinal: at }, 'Replace'],
      ['upsert', row, 'Replace'],
      ['upsert', this.answerRow(turn, at + 1), 'Replace'],
    ]);
  }

  /** Brings the conversation to the top of its owner's list; its title is written once, so that a rename stays. */
  private async show(
    { owner, conversationId, title, question }: NewTurn,
    known: ConversationRow | undefined,
  ): Promise<void> {
    const updatedAt = new Date().toISOString();
    const questions = searchedText(known?.questions, question);
    const row = { partitionKey: ownerKey(owner), rowKey: conversationId, updatedAt, questions };
    await this.conversations.upsertEntity(known ? row : { ...row, title, createdAt: updatedAt }, 'Merge');
  }

  private answerRow({ conversationId, answerId }: NewTurn, ordinal: number) {
    const { body } = bodyOf({ text: '' });
    const createdAt = new Date().toISOString();
    return newMessage(conversationId, ordinal, { id: answerId, role: 'assistant', status: 'running', createdAt, body });
  }

  private conversation(owner: Owner, conversationId: string): Promise<ConversationRow | undefined> {
    return this.conversations
      .getEntity<ConversationRow>(ownerKey(owner), conversationId)
      .then((row) => ({ ...row, rowKey: conversationId }))
      .catch(undefinedIfMissing);
  }
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
