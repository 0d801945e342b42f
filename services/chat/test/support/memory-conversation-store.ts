import type { ConversationView, FeedbackBody, MessageView } from '@shared/contracts';
import { ConversationNotFound, MessageNotFound } from '../../src/conversations/conversation-errors.js';
import { MessageTree, within, type TreeRow } from '../../src/conversations/message-tree.js';
import { placeTurn } from '../../src/conversations/turn-place.js';
import type { KeptAnswer, MessageRange, Owner } from '../../src/ports/conversation-store.port.js';
import { ConversationStore, type NewTurn, type TakenTurn } from '../../src/ports/conversation-store.port.js';

interface KeptMessage extends TreeRow {
  view: MessageView;
}

interface Kept {
  owner: string;
  view: ConversationView;
  messages: KeptMessage[];
  /** Places of questions by the ids that clients know them by. */
  places: Map<string, number>;
  leaf: number | undefined;
}

const keyOf = ({ tenantId, userId }: Owner): string => JSON.stringify([tenantId, userId]);

const treeOf = ({ messages, leaf }: Kept): MessageTree<KeptMessage> => new MessageTree(messages, leaf);

const shown = (tree: MessageTree<KeptMessage>, row: KeptMessage): MessageView => ({
  ...row.view,
  parentId: tree.at(row.parent)?.id ?? null,
  siblings: tree.siblings(row).map(({ id }) => id),
});

/** {@link ConversationStore} in memory: small, and held to the same contract as the real one. */
export class MemoryConversationStore extends ConversationStore {
  private readonly all = new Map<string, Kept>();
  private ticks = 0;
  private last: Promise<unknown> = Promise.resolve();

  /** One after the other, as the real store's ETags order them. */
  take(turn: NewTurn): Promise<TakenTurn> {
    const taken = this.last.then(() => this.takeNow(turn));
    this.last = taken.catch(() => undefined);
    return taken;
  }

  private async takeNow(turn: NewTurn): Promise<TakenTurn> {
    const known = this.all.get(turn.conversationId);
    if (known ? known.owner !== keyOf(turn.owner) : !turn.mayBegin) throw new ConversationNotFound();
    const now = this.now();
    const kept = known ?? {
      owner: keyOf(turn.owner),
      view: { id: turn.conversationId, title: turn.title, createdAt: now, updatedAt: now },
      messages: [],
      places: new Map<string, number>(),
      leaf: undefined,
    };
    const tree = treeOf(kept);
    const place = await placeTurn(tree, turn, kept.places.get(turn.questionId), (row) =>
      Promise.resolve(row.view.text),
    );
    this.all.set(turn.conversationId, kept);
    const { title } = kept.view;
    if (place.kind === 'repeat') return { kind: 'repeat', title, answer: shown(tree, place.answer) };
    const before = place.kind === 'ask' ? place.parent : place.question.parent;
    const history = tree.pathTo(before).map((row) => shown(tree, row));
    if (place.kind === 'answer') {
      const { question, replaced } = place;
      kept.leaf = this.put(kept, replaced?.ordinal, question.ordinal, this.running(turn.answerId));
      return { kind: 'new', title, questionId: question.id, question: question.view.text, history };
    }
    kept.view.updatedAt = now;
    const { questionId, parent } = place;
    const asked = { id: questionId, role: 'user', text: turn.question, createdAt: now, status: 'complete' } as const;
    const at = this.put(kept, undefined, parent, asked);
    for (const id of [turn.questionId, questionId]) kept.places.set(id, at);
    kept.leaf = this.put(kept, undefined, at, this.running(turn.answerId));
    return { kind: 'new', title, questionId, question: turn.question, history };
  }

  async keep(conversationId: string, answerId: string, answer: KeptAnswer): Promise<void> {
    const message = this.all.get(conversationId)?.messages.find(({ id }) => id === answerId);
    if (message) Object.assign(message, { status: answer.status, view: { ...message.view, ...answer } });
  }

  async list(owner: Owner, query = ''): Promise<ConversationView[]> {
    const words = query.toLowerCase().split(/\s+/);
    return [...this.all.values()]
      .filter((kept) => kept.owner === keyOf(owner))
      .filter(({ view, messages }) => {
        const asked = messages.filter(({ role }) => role === 'user').map(({ view: { text } }) => text);
        const text = [view.title, ...asked].join('\n').toLowerCase();
        return words.every((word) => text.includes(word));
      })
      .map(({ view }) => ({ ...view }))
      .sort((a, b) => b.updatedAt.localeCompare(a.updatedAt));
  }

  async find(owner: Owner, conversationId: string): Promise<ConversationView> {
    return { ...this.of(owner, conversationId).view };
  }

  async messages(owner: Owner, conversationId: string, range?: MessageRange): Promise<MessageView[]> {
    const tree = treeOf(this.of(owner, conversationId));
    return within(tree.branch, range).map((row) => shown(tree, row));
  }

  async everyMessage(owner: Owner, conversationId: string): Promise<MessageView[]> {
    const tree = treeOf(this.of(owner, conversationId));
    return tree.all.map((row) => shown(tree, row));
  }

  async select(owner: Owner, conversationId: string, messageId: string): Promise<void> {
    const kept = this.of(owner, conversationId);
    const row = treeOf(kept).byId(messageId);
    if (!row) throw new MessageNotFound();
    kept.leaf = treeOf(kept).newestLeaf(row).ordinal;
  }

  async rename(owner: Owner, conversationId: string, title: string): Promise<ConversationView> {
    const { view } = this.of(owner, conversationId);
    view.title = title;
    return { ...view };
  }

  async remove(owner: Owner, conversationId: string): Promise<void> {
    if (!this.all.has(conversationId)) return;
    this.of(owner, conversationId);
    this.all.delete(conversationId);
  }

  async rate(
    owner: Owner,
    conversationId: string,
    messageId: string,
    { rating, comment }: FeedbackBody,
  ): Promise<void> {
    const message = this.of(owner, conversationId).messages.find(({ id }) => id === messageId);
    if (message?.role !== 'assistant') throw new MessageNotFound();
    message.view.feedback = { rating, ...(comment ? { comment } : {}) };
  }

  private of(owner: Owner, conversationId: string): Kept {
    const kept = this.all.get(conversationId);
    if (kept?.owner !== keyOf(owner)) throw new ConversationNotFound();
    return kept;
  }

  /** Puts a message at a place, by default the next. */
  private put({ messages }: Kept, place: number | undefined, parent: number, view: MessageView): number {
    const ordinal = place ?? messages.length;
    messages[ordinal] = { id: view.id, role: view.role, status: view.status, ordinal, parent, view };
    return ordinal;
  }

  private running(id: string): MessageView {
    return { id, role: 'assistant', text: '', createdAt: this.now(), status: 'running' };
  }

  /** A clock that never says the same twice. */
  private now(): string {
    this.ticks += 1;
    return new Date(Date.UTC(2026, 0, 1) + this.ticks).toISOString();
  }
}
