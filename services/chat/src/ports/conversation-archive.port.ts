import type { FeedbackLine } from '@shared/contracts';
import type { Owner } from './conversation-store.port.js';

/** A conversation of anybody's. */
export interface ArchivedConversation {
  readonly owner: Owner;
  readonly id: string;
}

/**
 * Looks over the conversations of many people, for upkeep and administration; it shows no more of them than that needs.
 *
 * Contract, kept by every adapter and checked by `describeConversationArchive`:
 * - an opinion is found in its own tenant only, with the question and answer that it is about;
 * - a conversation is old by its last change.
 */
export abstract class ConversationArchive {
  /** Opinions on answers of a tenant, in no order. @param since ISO 8601: only on answers asked for from then on. */
  abstract feedback(tenantId: string, since?: string): AsyncIterable<FeedbackLine>;

  /** Conversations of all tenants that did not change since a moment. @param before ISO 8601. */
  abstract unchangedSince(before: string): AsyncIterable<ArchivedConversation>;
}
