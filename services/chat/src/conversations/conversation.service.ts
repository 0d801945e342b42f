import { Injectable } from '@nestjs/common';
import type { ConversationDetail, ConversationView, FeedbackBody, Page, PageQuery } from '@shared/contracts';
import { InvalidInput } from '@shared/errors';
import { ConversationStore } from '../ports/conversation-store.port.js';
import type { Owner } from '../ports/conversation-store.port.js';

/** Which conversations; `query` are words of a title or a question. */
export interface ConversationQuery extends PageQuery {
  query?: string | undefined;
}

/** A person's own conversations. */
@Injectable()
export class ConversationService {
  constructor(private readonly store: ConversationStore) {}

  /** Newest change first. @throws {InvalidInput} if the cursor is not one of ours. */
  async list(owner: Owner, { limit, cursor, query }: ConversationQuery): Promise<Page<ConversationView>> {
    const all = await this.store.list(owner, query);
    const after = cursor === undefined ? undefined : positionFrom(cursor);
    const rest = after ? all.filter((item) => comesAfter(item, after)) : all;
    const items = rest.slice(0, limit);
    const last = items.at(-1);
    return { items, nextCursor: last && rest.length > limit ? cursorAt(last) : null };
  }

  /** @param isRunning whether the conversation is being answered just now. */
  async detail(owner: Owner, conversationId: string, isRunning: boolean): Promise<ConversationDetail> {
    const [conversation, messages] = await Promise.all([
      this.store.find(owner, conversationId),
      this.store.messages(owner, conversationId),
    ]);
    // A row still "running" without a run is what a process left that died: it ends here.
    return {
      ...conversation,
      messages: messages.map((message) =>
        message.status === 'running' && !isRunning ? { ...message, status: 'partial' } : message,
      ),
    };
  }

  rename(owner: Owner, conversationId: string, title: string): Promise<ConversationView> {
    return this.store.rename(owner, conversationId, title);
  }

  remove(owner: Owner, conversationId: string): Promise<void> {
    return this.store.remove(owner, conversationId);
  }

  rate(owner: Owner, conversationId: string, messageId: string, feedback: FeedbackBody): Promise<void> {
    return this.store.rate(owner, conversationId, messageId, feedback);
  }
}

type Position = Pick<ConversationView, 'updatedAt' | 'id'>;

const comesAfter = (item: Position, { updatedAt, id }: Position): boolean =>
  item.updatedAt < updatedAt || (item.updatedAt === updatedAt && item.id < id);

const cursorAt = ({ updatedAt, id }: Position): string => Buffer.from(`${updatedAt} ${id}`).toString('base64url');

function positionFrom(cursor: string): Position {
  const [updatedAt, id] = Buffer.from(cursor, 'base64url').toString('utf8').split(' ');
  if (!updatedAt || !id || Number.isNaN(Date.parse(updatedAt))) {
    throw new InvalidInput('cursor: is not one of ours; start again without it');
  }
  return { updatedAt, id };
}
