import type { TableEntity } from '@azure/data-tables';
import { messageSchema, type ConversationView, type MessageView } from '@shared/contracts';
import type { TreeRow } from '../conversations/message-tree.js';
import type { KeptAnswer, Owner } from '../ports/conversation-store.port.js';

/** Most bytes of a message kept in its row; what exceeds them goes to Blob. A property holds 64 KB of UTF-16, 30 K characters are 60. */
export const MAX_ROW_BYTES = 30 * 1024;
/** Most characters of questions kept beside a conversation to search in. */
const MAX_SEARCHED_CHARS = 30_000;

/** The first row of a conversation's partition: whose it is, and the next free place. Its ETag orders all writers. */
export interface HeadRow {
  readonly owner: string;
  readonly next: number;
  /** Place of the selected branch's last message; rows from before there were branches have none. */
  readonly leaf?: number;
  readonly etag: string;
}
export const HEAD = 'head';

/** A message as its row has it. Without `body` the content is in Blob. */
export interface MessageRow {
  rowKey: string;
  id: string;
  role: string;
  status: string;
  createdAt: string;
  /** Place of the message it follows, -1 for none; rows from before there were branches follow the one before them. */
  parent?: number;
  body?: string;
  rating?: string;
  comment?: string;
}

/** A conversation's row in its owner's partition. */
export interface ConversationRow {
  rowKey: string;
  title: string;
  createdAt: string;
  updatedAt: string;
  questions?: string;
}

/** A key may hold no slash, backslash, hash, question mark or control character, and `|` is ours. */
const keyPart = (text: string): string => encodeURIComponent(text).replaceAll('~', '%7E').replaceAll('%', '~');

/** The partition of one person's conversations. */
export const ownerKey = ({ tenantId, userId }: Owner): string => `${keyPart(tenantId)}|${keyPart(userId)}`;

/** Whether an owner is of a tenant. */
export const isOwnedIn = (tenantId: string, owner: string): boolean => owner.startsWith(`${keyPart(tenantId)}|`);

/** Whose partition it is. */
export function ownerFrom(key: string): Owner {
  const [tenantId = '', userId = ''] = key.split('|').map((part) => decodeURIComponent(part.replaceAll('~', '%')));
  return { tenantId, userId };
}

/** Sorts as the number does. */
export const messageKey = (ordinal: number): string => `m${String(ordinal).padStart(8, '0')}`;
export const ordinalOf = (rowKey: string): number => Number(rowKey.slice(1));
/** The row that makes a question id unique; its `ordinal` is that of the question. */
export const questionKey = (questionId: string): string => `q-${questionId}`;

export const blobName = (conversationId: string, messageId: string): string => `${conversationId}/${messageId}.json`;

/** The content of a message, and whether it fits its row. */
export function bodyOf(content: object): { body: string; fits: boolean } {
  const body = JSON.stringify(content);
  return { body, fits: Buffer.byteLength(body) <= MAX_ROW_BYTES };
}

/** A message's place in its conversation. */
export type PlacedRow = MessageRow & TreeRow;

export function placed(row: MessageRow): PlacedRow {
  const ordinal = ordinalOf(row.rowKey);
  return { ...row, ordinal, parent: row.parent ?? ordinal - 1 };
}

export function newMessage(
  partitionKey: string,
  ordinal: number,
  row: Omit<MessageRow, 'rowKey'>,
): TableEntity<Omit<MessageRow, 'rowKey'>> {
  return { partitionKey, rowKey: messageKey(ordinal), ...row };
}

/** Everything of an answer but what its row has in columns of its own. */
export function contentOf({ status: _, ...content }: KeptAnswer): object {
  return content;
}

/** A message from its row and its content. @throws {ZodError} if what was kept is no message. */
export function toMessage(row: MessageRow, content: string): MessageView {
  const { id, role, status, createdAt } = row;
  const feedback = row.rating
    ? { feedback: { rating: row.rating, ...(row.comment ? { comment: row.comment } : {}) } }
    : {};
  return messageSchema.parse({ ...(JSON.parse(content) as object), id, role, status, createdAt, ...feedback });
}

export const toConversation = ({ rowKey, title, createdAt, updatedAt }: ConversationRow): ConversationView => ({
  id: rowKey,
  title,
  createdAt,
  updatedAt,
});

/** Questions to search in, the newest kept. */
export const searchedText = (known: string | undefined, question: string): string =>
  `${known ?? ''}\n${question.toLowerCase()}`.slice(-MAX_SEARCHED_CHARS);

/** Whether a title or a question holds every word of a query. */
export function holdsWords({ title, questions }: ConversationRow, query: string): boolean {
  const text = `${title.toLowerCase()}\n${questions ?? ''}`;
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
