import { DomainError } from '@shared/errors';

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
    super('There is no such message in this conversation; load the conversation again.');
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
