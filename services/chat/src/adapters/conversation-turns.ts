import type { TableClient } from '@azure/data-tables';
import { ConversationNotFound } from '../conversations/conversation-errors.js';
import { MessageTree } from '../conversations/message-tree.js';
import { placeTurn } from '../conversations/turn-place.js';
import type { NewTurn, TakenTurn } from '../ports/conversation-store.port.js';
import { changeHead, undefinedIfMissing, type ConversationPartitions } from './conversation-partitions.js';
import {
  bodyOf,
  HEAD,
  newMessage,
  ownerKey,
  questionKey,
  searchedText,
  type ConversationRow,
  type HeadRow,
  type PlacedRow,
} from './conversation-rows.js';
import type { MessageBodies } from './message-bodies.js';

/** Most messages of a history: far more than any prompt has room for. */
const MAX_HISTORY_MESSAGES = 40;

/** Takes turns into the tree of their conversation. */
export class ConversationTurns {
  constructor(
    private readonly conversations: TableClient,
    private readonly partitions: ConversationPartitions,
    private readonly bodies: MessageBodies,
  ) {}

  /**
   * One attempt; a conflict means that another writer changed the conversation meanwhile.
   * @throws {ConversationNotFound | MessageNotFound | NothingToRegenerate}
   */
  async take(turn: NewTurn): Promise<TakenTurn> {
    const { conversationId, owner, questionId } = turn;
    const head = await this.partitions.head(conversationId);
    if (head ? head.owner !== ownerKey(owner) : !turn.mayBegin) throw new ConversationNotFound();
    const known = head
      ? await this.conversations.getEntity<ConversationRow>(ownerKey(owner), conversationId).catch(undefinedIfMissing)
      : undefined;
    const title = known?.title ?? turn.title;
    const tree = head ? await this.partitions.tree(conversationId, head) : new MessageTree<PlacedRow>([]);
    const knownAt = head ? await this.partitions.placeOf(conversationId, questionId, head) : undefined;
    const whole = async (rows: readonly PlacedRow[]) => this.partitions.messages(conversationId, tree, rows);

    const place = await placeTurn(tree, turn, knownAt, async (row) => (await whole([row]))[0]?.text ?? '');
    if (place.kind === 'repeat') {
      const [answer] = await whole([place.answer]);
      if (answer) return { kind: 'repeat', title, answer };
      throw new ConversationNotFound();
    }
    const parent = place.kind === 'ask' ? place.parent : place.question.parent;
    const history = await whole(tree.pathTo(parent).slice(-MAX_HISTORY_MESSAGES));
    if (place.kind === 'answer') {
      if (!head) throw new ConversationNotFound();
      await this.answerAgain(turn, head, place.question, place.replaced);
      const [question] = await whole([place.question]);
      return { kind: 'new', title, questionId: place.question.id, question: question?.text ?? '', history };
    }
    await this.ask({ ...turn, questionId: place.questionId }, head, parent, questionId);
    await this.show(turn, known);
    return { kind: 'new', title, questionId: place.questionId, question: turn.question, history };
  }

  /** @param clientId the id by which the client will know the question. */
  private async ask(turn: NewTurn, head: HeadRow | undefined, parent: number, clientId: string): Promise<void> {
    const { conversationId, questionId, question, owner } = turn;
    const at = head?.next ?? 0;
    const body = await this.bodies.put(conversationId, questionId, { text: question });
    const createdAt = new Date().toISOString();
    const asked = { id: questionId, role: 'user', status: 'complete', createdAt, parent, body };
    const base = { partitionKey: conversationId };
    const change = { next: at + 2, leaf: at + 1 };
    const ids = [...new Set([clientId, questionId])];
    await this.partitions.commit([
      head
        ? changeHead(conversationId, head, change)
        : ['create', { ...base, rowKey: HEAD, owner: ownerKey(owner), ...change }],
      ...ids.map(
        (id) =>
          ['upsert', { ...base, rowKey: questionKey(id), ordinal: at }, 'Replace'] as [
            'upsert',
            { partitionKey: string; rowKey: string; ordinal: number },
            'Replace',
          ],
      ),
      ['upsert', newMessage(conversationId, at, asked), 'Replace'],
      ['upsert', this.answerRow(turn, at + 1, at), 'Replace'],
    ]);
  }

  private async answerAgain(
    turn: NewTurn,
    head: HeadRow,
    question: PlacedRow,
    replaced: PlacedRow | undefined,
  ): Promise<void> {
    const at = replaced?.ordinal ?? head.next;
    const change = { next: Math.max(head.next, at + 1), leaf: at };
    await this.partitions.commit([
      changeHead(turn.conversationId, head, change),
      ['upsert', this.answerRow(turn, at, question.ordinal), 'Replace'],
    ]);
  }

  /** Brings the conversation to the top of its owner's list; its title is written once, so that a rename stays. */
  private async show(
    { owner, conversationId, title, question }: NewTurn,
    known: Omit<ConversationRow, 'rowKey'> | undefined,
  ): Promise<void> {
    const updatedAt = new Date().toISOString();
    const questions = searchedText(known?.questions, question);
    const row = { partitionKey: ownerKey(owner), rowKey: conversationId, updatedAt, questions };
    await this.conversations.upsertEntity(known ? row : { ...row, title, createdAt: updatedAt }, 'Merge');
  }

  private answerRow({ conversationId, answerId }: NewTurn, ordinal: number, parent: number) {
    const { body } = bodyOf({ text: '' });
    const createdAt = new Date().toISOString();
    const answer = { id: answerId, role: 'assistant', status: 'running', createdAt, parent, body };
    return newMessage(conversationId, ordinal, answer);
  }
}
