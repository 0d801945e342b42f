import { odata, type TableClient } from '@azure/data-tables';
import type { FeedbackLine, MessageView } from '@shared/contracts';
import { blobService, table, type StorageConfig } from '@shared/storage';
import { ConversationArchive, type ArchivedConversation } from '../ports/conversation-archive.port.js';
import { ConversationPartitions } from './conversation-partitions.js';
import { isOwnedIn, ownerFrom, type MessageRow } from './conversation-rows.js';
import { MessageBodies } from './message-bodies.js';

/** {@link ConversationArchive} over Table Storage: it reads through all rows, which administrators and the upkeep do rarely. */
export class TableConversationArchive extends ConversationArchive {
  private readonly conversations: TableClient;
  private readonly messages: TableClient;
  private readonly partitions: ConversationPartitions;

  constructor(config: StorageConfig) {
    super();
    this.conversations = table(config, 'conversations');
    this.messages = table(config, 'messages');
    const bodies = new MessageBodies(blobService(config).getContainerClient('conversations'));
    this.partitions = new ConversationPartitions(this.messages, bodies);
  }

  async *feedback(tenantId: string, since = ''): AsyncGenerator<FeedbackLine> {
    const filter = odata`rating gt '' and createdAt ge ${since}`;
    const select = ['partitionKey', 'rowKey', 'id'];
    for await (const row of this.messages.listEntities<MessageRow>({ queryOptions: { filter, select } })) {
      const line = await this.opinion(tenantId, row.partitionKey ?? '', row.id);
      if (line) yield line;
    }
  }

  async *unchangedSince(before: string): AsyncGenerator<ArchivedConversation> {
    const queryOptions = { filter: odata`updatedAt lt ${before}`, select: ['partitionKey', 'rowKey'] };
    for await (const { partitionKey, rowKey } of this.conversations.listEntities({ queryOptions })) {
      if (partitionKey && rowKey) yield { owner: ownerFrom(partitionKey), id: rowKey };
    }
  }

  private async opinion(
    tenantId: string,
    conversationId: string,
    messageId: string,
  ): Promise<FeedbackLine | undefined> {
    const head = await this.partitions.head(conversationId);
    if (!head || !isOwnedIn(tenantId, head.owner)) return undefined;
    const tree = await this.partitions.tree(conversationId, head);
    const answer = tree.byId(messageId);
    if (!answer) return undefined;
    const question = tree.at(answer.parent);
    const read = await this.partitions.messages(conversationId, tree, question ? [question, answer] : [answer]);
    const told = read.at(-1);
    return told && toLine(conversationId, question ? read[0] : undefined, told);
  }
}

function toLine(
  conversationId: string,
  question: MessageView | undefined,
  { id, createdAt, text, refusal, citations = [], feedback }: MessageView,
): FeedbackLine | undefined {
  if (!feedback) return undefined;
  return {
    conversationId,
    messageId: id,
    rating: feedback.rating,
    comment: feedback.comment ?? null,
    askedAt: createdAt,
    question: question?.text ?? '',
    answer: text,
    refused: Boolean(refusal),
    citations: citations.map(({ documentId, page }) => ({ documentId, page: page ?? null })),
  };
}
