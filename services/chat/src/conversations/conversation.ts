import type { ConversationView, MessageView } from '@shared/contracts';
import type { Caller } from '@shared/identity';
import { DomainError } from '@shared/errors';

/** Whose conversations: one partition a person. */
export type Owner = Pick<Caller, 'tenantId' | 'userId'>;

/** A question taken into a conversation, with the place of its answer. */
export interface OpenedTurn {
  readonly conversationId: string;
  readonly title: string;
  readonly question: string;
  /** Id of the answer's message. */
  readonly messageId: string;
  /** Earlier messages, oldest first, without the question just taken. */
  readonly history: readonly MessageView[];
}

/** What is kept of an answer when it ends. */
export type KeptAnswer = Omit<MessageView, 'id' | 'role' | 'createdAt' | 'feedback'>;

export type { ConversationView, MessageView };

/** No such conversation, or it belongs to somebody else: the two are told apart for nobody. */
export class ConversationNotFound extends DomainError {
  readonly code = 'conversation_not_found';
  readonly kind = 'missing';
  constructor() {
    super('There is no such conversation; start a new one by leaving conversationId out.');
  }
}

/** No such message in this conversation. */
export class MessageNotFound extends DomainError {
  readonly code = 'message_not_found';
  readonly kind = 'missing';
  constructor() {
    super('There is no such answer in this conversation; load the conversation again.');
  }
}

/** A regenerate without a question to answer. */
export class NothingToRegenerate extends DomainError {
  readonly code = 'nothing_to_regenerate';
  readonly kind = 'invalid';
  constructor() {
    super('This conversation has no question to answer again; send a message.');
  }
}

/** The conversation was changed by too many writers at once. */
export class ConversationBusy extends DomainError {
  readonly code = 'conversation_busy';
  readonly kind = 'conflict';
  constructor() {
    super('The conversation is being changed elsewhere; try again.');
  }
}
