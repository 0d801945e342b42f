import {
  QueueServiceClient,
  StorageSharedKeyCredential,
  type DequeuedMessageItem,
  type QueueClient,
} from '@azure/storage-queue';
import { isMissing, localAccount, podIdentity, statusOf, type StorageConfig } from '@shared/storage';
import { z } from 'zod';
import { IngestionQueue, LeaseLost, type LeasedWork, type WorkItem } from '../ports/ingestion-queue.port.js';
import { answersWithinASecond } from './answers.js';

const QUEUE = 'ingestion';
const POISON_QUEUE = 'ingestion-poison';

/** Longest lease that a crash can cost a document, in seconds; the worker renews it three times as often. */
const LEASE_SECONDS = 20;
/** A message never expires: the row says what is to be done, and when it is over. */
const NEVER = -1;

const itemSchema = z.object({ tenantId: z.string().min(1), documentId: z.string().min(1) });

/** {@link IngestionQueue} in Queue Storage. */
export class StorageIngestionQueue extends IngestionQueue {
  readonly leaseSeconds: number;
  private readonly queue: QueueClient;
  private readonly poisoned: QueueClient;

  /** @param leaseSeconds default 20. */
  constructor(config: StorageConfig, leaseSeconds: number = LEASE_SECONDS) {
    super();
    this.leaseSeconds = leaseSeconds;
    const credential = config.accountKey
      ? new StorageSharedKeyCredential(localAccount(config.queueUrl), config.accountKey)
      : podIdentity();
    const service = new QueueServiceClient(config.queueUrl, credential);
    this.queue = service.getQueueClient(QUEUE);
    this.poisoned = service.getQueueClient(POISON_QUEUE);
  }

  async prepare(): Promise<void> {
    await this.queue.createIfNotExists();
    await this.poisoned.createIfNotExists();
  }

  async send(item: WorkItem, afterSeconds = 0): Promise<void> {
    await this.queue.sendMessage(encode(item), {
      visibilityTimeout: Math.ceil(afterSeconds),
      messageTimeToLive: NEVER,
    });
  }

  async take(): Promise<LeasedWork | undefined> {
    const { receivedMessageItems } = await this.queue.receiveMessages({
      numberOfMessages: 1,
      visibilityTimeout: this.leaseSeconds,
    });
    const message = receivedMessageItems[0];
    if (!message) return undefined;
    const item = decode(message.messageText);
    if (item) return this.lease(message, item);
    await this.poisoned.sendMessage(message.messageText, { messageTimeToLive: NEVER });
    await this.queue.deleteMessage(message.messageId, message.popReceipt);
    return undefined;
  }

  async depth(): Promise<number> {
    return (await this.queue.getProperties()).approximateMessagesCount ?? 0;
  }

  isReachable(): Promise<boolean> {
    return answersWithinASecond((abortSignal) => this.queue.getProperties({ abortSignal }));
  }

  private lease({ messageId, popReceipt, dequeueCount, messageText }: DequeuedMessageItem, item: WorkItem): LeasedWork {
    let receipt = popReceipt;
    const hide = async (seconds: number): Promise<void> => {
      try {
        const reply = await this.queue.updateMessage(messageId, receipt, messageText, seconds);
        receipt = reply.popReceipt ?? receipt;
      } catch (error) {
        throw isGone(error) ? new LeaseLost('The message is in other hands', { cause: error }) : error;
      }
    };
    const complete = async (): Promise<void> => {
      try {
        await this.queue.deleteMessage(messageId, receipt);
      } catch (error) {
        // Whoever has it now finds the work done.
        if (!isGone(error)) throw error;
      }
    };
    return {
      item,
      deliveries: dequeueCount,
      renew: () => hide(this.leaseSeconds),
      handBack: (afterSeconds) => hide(Math.ceil(afterSeconds)),
      complete,
      poison: async () => {
        await this.poisoned.sendMessage(messageText, { messageTimeToLive: NEVER });
        await complete();
      },
    };
  }
}

/** Base64, because a queue takes control characters and never hands them out. */
const encode = (item: WorkItem): string => Buffer.from(JSON.stringify(item)).toString('base64');

function decode(text: string): WorkItem | undefined {
  try {
    return itemSchema.parse(JSON.parse(Buffer.from(text, 'base64').toString('utf8')));
  } catch {
    return undefined;
  }
}

/** 404: deleted. 400: the receipt is of an earlier lease. */
const isGone = (error: unknown): boolean => isMissing(error) || statusOf(error) === 400;
