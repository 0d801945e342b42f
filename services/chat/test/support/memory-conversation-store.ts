import type { ConversationView, FeedbackBody, MessageView } from '@shared/contracts';
import {
  ConversationNotFound,
  MessageNotFound,
  NothingToRegenerate,
} from '../../src/conversations/conversation-errors.js';
import type { KeptAnswer, Owner } from '../../src/ports/conversation-store.port.js';
import { ConversationStore, type NewTurn, type TakenTurn } from '../../src/ports/conversation-store.port.js';

interface Kept {
  owner: string;
  view: ConversationView;
  messages: MessageView[];
}

const keyOf = ({ tenantId, userId }: Owner): string => JSON.stringify([tenantId, userId]);

/** {@link ConversationStore} in memory: small, and held to the same contract as the real one. */
export class MemoryConversationStore extends ConversationStore {
  private readonly all = new Map<string, Kept>();
  private ticks = 0;

  async take(turn: NewTurn): Promise<TakenTurn> {
    const known = this.all.get(turn.conversationId);
    if (known ? known.owner !== keyOf(turn.owner) : !turn.mayBegin) throw new ConversationNotFound();
    if (turn.regenerate && !known) throw new NothingToRegenerate();
    const now = this.now();
    const kept = known ?? {
      owner: keyOf(turn.owner),
      view: { id: turn.conversationId, title: turn.title, createdAt: now, updatedAt: now },
      messages: [],
    };
    this.all.set(turn.conversationId, kept);
    const { title } = kept.view;
    const at = turn.regenerate ? kept.messages.length - 2 : kept.messages.findIndex(({ id }) => id === turn.questionId);
    const [asked, answer] = at < 0 ? [] : kept.messages.slice(at);
    if (asked && answer && !turn.regenerate && asked.text !== turn.question) kept.messages.splice(at);
    else if (asked && answer) {
      if (!turn.regenerate && (answer.status === 'complete' || answer.status === 'stopped'))
        return { kind: 'repeat', title, answer };
      kept.messages[at + 1] = this.running(turn.answerId);
      return { kind: 'new', title, question: asked.text, history: kept.messages.slice(0, at) };
    }
    const history = [...kept.messages];
    kept.view.updatedAt = now;
    kept.messages.push({ id: turn.questionId, role: 'user', text: turn.question, createdAt: now, status: 'complete' });
    kept.messages.push(this.running(turn.answerId));
    return { kind: 'new', title, question: turn.question, history };
  }

  async keep(conversationId: string, answerId: string, answer: KeptAnswer): Promise<void> {
    const messages = this.all.get(conversationId)?.messages ?? [];
    const at = messages.findIndex(({ id }) => id === answerId);
    const message = messages[at];
    if (message) messages[at] = { ...message, ...answer };
  }

  async list(owner: Owner, query = ''): Promise<ConversationView[]> {
    const words = query.toLowerCase().split(/\s+/);
    return [...this.all.values()]
      .filter((kept) => kept.owner === keyOf(owner))
      .filter(({ view, messages }) => {
        const asked = messages.filter(({ role }) => role === 'user').map(({ text }) => text);
        const text = [view.title, ...asked].join('\n').toLowerCase();
        return words.every((word) => text.includes(word));
      })
      .map(({ view }) => ({ ...view }))
      .sort((a, b) => b.updatedAt.localeCompare(a.updatedAt));
  }

  async find(owner: Owner, conversationId: string): Promise<ConversationView> {
    return { ...this.of(owner, conversationId).view };
  }

  async messages(owner: Owner, conversationId: string): Promise<MessageView[]> {
    return [...this.of(owner, conversationId).messages];
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
    message.feedback = { rating, ...(comment ? { comment } : {}) };
  }

  private of(owner: Owner, conversationId: string): Kept {
    const kept = this.all.get(conversationId);
    if (kept?.owner !== keyOf(owner)) throw new ConversationNotFound();
    return kept;
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
