import { Injectable } from '@nestjs/common';
import type {
  ConversationDetail,
  ConversationExport,
  ConversationPageQuery,
  ConversationPatch,
  ConversationView,
  FeedbackBody,
  MessageView,
  Page,
  PageQuery,
} from '@shared/contracts';
import { InvalidInput } from '@shared/errors';
import { asMarkdown } from './export.js';
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

  /** A page of the selected branch. @param isRunning whether the conversation is being answered just now. */
  async detail(
    owner: Owner,
    conversationId: string,
    { limit, cursor }: ConversationPageQuery,
    isRunning: boolean,
  ): Promise<ConversationDetail> {
    const [conversation, messages] = await Promise.all([
      this.store.find(owner, conversationId),
      this.store.messages(owner, conversationId, { limit, before: cursor }),
    ]);
    const [oldest] = messages;
    return { ...conversation, messages: settled(messages, isRunning), nextCursor: oldest?.parentId ? oldest.id : null };
  }

  async change(owner: Owner, conversationId: string, { title, branch }: ConversationPatch): Promise<ConversationView> {
    if (branch !== undefined) await this.store.select(owner, conversationId, branch);
    return title === undefined
      ? this.store.find(owner, conversationId)
      : this.store.rename(owner, conversationId, title);
  }

  /** The selected branch to read, with its title. @param shown what of it its reader may see now. */
  async markdown(
    owner: Owner,
    conversationId: string,
    isRunning: boolean,
    shown: (messages: MessageView[]) => Promise<MessageView[]>,
  ): Promise<{ title: string; text: string }> {
    const conversation = await this.store.find(owner, conversationId);
    const branch = await shown(settled(await this.store.messages(owner, conversationId), isRunning));
    return { title: conversation.title, text: asMarkdown(conversation, branch) };
  }

  /** All of it for programs. */
  async whole(owner: Owner, conversationId: string, isRunning: boolean): Promise<ConversationExport> {
    const conversation = await this.store.find(owner, conversationId);
    const branch = await this.store.messages(owner, conversationId);
    const messages = settled(await this.store.everyMessage(owner, conversationId), isRunning);
    const ids = branch.map(({ id }) => id);
    return { format: 'groundwork-conversation', version: 1, ...conversation, branch: ids, messages };
  }

  remove(owner: Owner, conversationId: string): Promise<void> {
    return this.store.remove(owner, conversationId);
  }

  rate(owner: Owner, conversationId: string, messageId: string, feedback: FeedbackBody): Promise<void> {
    return this.store.rate(owner, conversationId, messageId, feedback);
  }
}

/** A row still "running" without a run is what a process left that died: it ends here. */
const settled = (messages: readonly MessageView[], isRunning: boolean): MessageView[] =>
  messages.map((message) => (message.status === 'running' && !isRunning ? { ...message, status: 'partial' } : message));

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
