import type { ConversationView, FeedbackBody, MessageView } from '@shared/contracts';
import type { Caller } from '@shared/identity';

/** Whose conversations: one partition a person. */
export type Owner = Pick<Caller, 'tenantId' | 'userId'>;

/** What is kept of an answer when it ends. */
export type KeptAnswer = Omit<MessageView, 'id' | 'role' | 'createdAt' | 'feedback'>;

/** A question to take in. */
export interface NewTurn {
  readonly owner: Owner;
  readonly conversationId: string;
  /** Whether an unknown id begins a new conversation; otherwise it is refused. */
  readonly mayBegin: boolean;
  /** Title if the conversation is new. */
  readonly title: string;
  readonly question: string;
  /** Id of the user's message. */
  readonly questionId: string;
  /** Id of the answer to come. */
  readonly answerId: string;
  /** Answer a question again that is there: beside its other answers, or in the place of one that failed. */
  readonly regenerate: boolean;
  /** Which: an answer's or a question's id. Unknown or undefined: the last of the selected branch. */
  readonly regenerates?: string | undefined;
  /** The answer that the question follows, null for none: a branch. Undefined: the selected branch's last. */
  readonly parentId?: string | null | undefined;
  /** The question's id if `questionId` is that of one with other words: it becomes another version of that one. */
  readonly spareId: string;
}

/** Which messages of a branch: at most `limit`, the newest of those before the message `before`. */
export interface MessageRange {
  readonly limit: number;
  readonly before?: string | undefined;
}

/** What became of it: taken in, or known already by its question's id. */
export type TakenTurn =
  | {
      readonly kind: 'new';
      readonly title: string;
      /** Id of the question's message. */
      readonly questionId: string;
      readonly question: string;
      /** The newest messages before it on its branch, oldest first. */
      readonly history: MessageView[];
    }
  | { readonly kind: 'repeat'; readonly title: string; readonly answer: MessageView };

/**
 * Conversations and their messages.
 *
 * Contract, kept by every adapter and checked by `describeConversationStore`:
 * - a conversation belongs to who began it, for ever; for anybody else it does not exist;
 * - a turn is taken in whole or not at all, and two writers at once lose no message;
 * - the same question is taken once: its repeat, by id and words, answers with the answer it has; the same id with
 *   other words is an edit: another version beside the old one, which keeps what followed it;
 * - what is taken in is selected: the branch from the beginning to it is what is shown and gone on with;
 * - data that was kept before there were branches is one branch;
 * - a message of any size comes back as it was kept.
 */
export abstract class ConversationStore {
  /**
   * Keeps a question and, beside it, a running answer.
   * @throws {ConversationNotFound} unknown and not `mayBegin`, or somebody else's.
   * @throws {NothingToRegenerate | ConversationBusy}
   */
  abstract take(turn: NewTurn): Promise<TakenTurn>;

  /** Keeps how an answer ended. Does nothing if its conversation was deleted meanwhile. */
  abstract keep(conversationId: string, answerId: string, answer: KeptAnswer): Promise<void>;

  /** The owner's conversations, newest change first; with `query` those whose title or questions hold all its words. */
  abstract list(owner: Owner, query?: string): Promise<ConversationView[]>;

  /** @throws {ConversationNotFound} */
  abstract find(owner: Owner, conversationId: string): Promise<ConversationView>;

  /** The selected branch, oldest first. @throws {ConversationNotFound | MessageNotFound} */
  abstract messages(owner: Owner, conversationId: string, range?: MessageRange): Promise<MessageView[]>;

  /** The messages of all branches in the order of writing. @throws {ConversationNotFound} */
  abstract everyMessage(owner: Owner, conversationId: string): Promise<MessageView[]>;

  /** Selects the branch through a message that was written last. @throws {ConversationNotFound | MessageNotFound} */
  abstract select(owner: Owner, conversationId: string, messageId: string): Promise<void>;

  /** @throws {ConversationNotFound} */
  abstract rename(owner: Owner, conversationId: string, title: string): Promise<ConversationView>;

  /** Takes it away with all its messages; a repeat is no error. @throws {ConversationNotFound} if it is somebody else's. */
  abstract remove(owner: Owner, conversationId: string): Promise<void>;

  /** @throws {ConversationNotFound | MessageNotFound} */
  abstract rate(owner: Owner, conversationId: string, messageId: string, feedback: FeedbackBody): Promise<void>;
}
