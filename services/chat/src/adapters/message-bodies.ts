import type { ContainerClient } from '@azure/storage-blob';
import type { MessageView } from '@shared/contracts';
import { isMissing } from '@shared/storage';
import { blobName, bodyOf, toMessage, type MessageRow } from './conversation-rows.js';

/** The contents of messages: small ones in their row, large ones in Blob. */
export class MessageBodies {
  constructor(private readonly container: ContainerClient) {}

  /** What the row's `body` is to hold: the content, or nothing once it is in Blob. */
  async put(conversationId: string, messageId: string, content: object): Promise<string> {
    const { body, fits } = bodyOf(content);
    if (fits) return body;
    const blob = this.container.getBlockBlobClient(blobName(conversationId, messageId));
    await blob.uploadData(Buffer.from(body), { blobHTTPHeaders: { blobContentType: 'application/json' } });
    return '';
  }

  /** A whole message. One whose blob is lost keeps its place with an empty text, instead of hiding all the others. */
  async message(conversationId: string, row: MessageRow): Promise<MessageView> {
    if (row.body) return toMessage(row, row.body);
    try {
      const content = await this.container.getBlockBlobClient(blobName(conversationId, row.id)).downloadToBuffer();
      return toMessage(row, content.toString('utf8'));
    } catch (error) {
      if (!isMissing(error)) throw error;
      return toMessage(row, '{"text":""}');
    }
  }

  async remove(conversationId: string, messageId: string): Promise<void> {
    await this.container.getBlockBlobClient(blobName(conversationId, messageId)).deleteIfExists();
  }

  async removeAll(conversationId: string): Promise<void> {
    for await (const { name } of this.container.listBlobsFlat({ prefix: `${conversationId}/` })) {
      await this.container.getBlobClient(name).deleteIfExists();
    }
  }
}
