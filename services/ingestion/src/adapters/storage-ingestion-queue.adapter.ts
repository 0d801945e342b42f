import {
  QueueServiceClient,
  StorageSharedKeyCredential,
  type DequeuedMessageItem,
  type QueueClient,
} from '@azure/storage-queue';
import { isMissing, localAccount, podIdentity, statusOf, type StorageConfig } from '@shared/storage';
import { z } from 'zod';
import { IngestionQueue, LeaseLost, type Lane, type LeasedWork, type WorkItem } from '../ports/ingestion-queue.port.js';
import { answersWithinASecond } from './answers.js';

const QUEUES: Readonly<Record<Lane, string>> = { express: 'ingestion', bulk: 'ingestion-bulk' };
const LANES = ['express', 'bulk'] as const;
const POISON_QUEUE = 'ingestion-poison';

/** Longest lease that a crash can cost a document, in seconds; the worker renews it three times as often. */
const LEASE_SECONDS = 20;
/** Messages looked at for the oldest one; the service shows no more, and hands back the oldest first, roughly. */
const PEEKED = 32;
/** A message never expires: the row says what is to be done, and when it is over. */
const NEVER = -1;

const itemSchema = z.object({
  tenantId: z.string().min(1),
  documentId: z.string().min(1),
  /** Deliveries that do not count as tries: the queue itself counts them all. */
  spared: z.int().min(0).default(0),
});
type Message = z.infer<typeof itemSchema>;

/** {@link IngestionQueue} in Queue Storage: one queue a lane, and one for what is laid aside. */
export class StorageIngestionQueue extends IngestionQueue {
  readonly leaseSeconds: number;
  private readonly queues: Readonly<Record<Lane, QueueClient>>;
  private readonly poisoned: QueueClient;

  /** @param leaseSeconds default 20. */
  constructor(config: StorageConfig, leaseSeconds: number = LEASE_SECONDS) {
    super();
    this.leaseSeconds = leaseSeconds;
    const credential = config.accountKey
      ? new StorageSharedKeyCredential(localAccount(config.queueUrl), config.accountKey)
      : podIdentity();
    const service = new QueueServiceClient(config.queueUrl, credential);
    this.queues = {
      express: service.getQueueClient(QUEUES.express),
      bulk: service.getQueueClient(QUEUES.bulk),
    };
    this.poisoned = service.getQueueClient(POISON_QUEUE);
  }

  async prepare(): Promise<void> {
    await Promise.all([...Object.values(this.queues), this.poisoned].map((queue) => queue.createIfNotExists()));
  }

  async send({ tenantId, documentId }: WorkItem, lane: Lane = 'express'): Promise<void> {
    await this.queues[lane].sendMessage(encode({ tenantId, documentId, spared: 0 }), { messageTimeToLive: NEVER });
  }

  async take(first: Lane = 'express'): Promise<LeasedWork | undefined> {
    const other = first === 'express' ? 'bulk' : 'express';
    return (await this.takeFrom(this.queues[first])) ?? (await this.takeFrom(this.queues[other]));
  }

  async depth(): Promise<number> {
    const all = await Promise.all(LANES.map((lane) => this.queues[lane].getProperties()));
    return all.reduce((sum, { approximateMessagesCount = 0 }) => sum + approximateMessagesCount, 0);
  }

  async oldestWaiting(): Promise<Date | undefined> {
    const peeks = await Promise.all(LANES.map((lane) => this.queues[lane].peekMessages({ numberOfMessages: PEEKED })));
    const times = peeks.flatMap(({ peekedMessageItems }) => peekedMessageItems.map(({ insertedOn }) => +insertedOn));
    return times.length === 0 ? undefined : new Date(Math.min(...times));
  }

  isReachable(): Promise<boolean> {
    return answersWithinASecond((abortSignal) => this.queues.express.getProperties({ abortSignal }));
  }

  private async takeFrom(queue: QueueClient): Promise<LeasedWork | undefined> {
    const { receivedMessageItems } = await queue.receiveMessages({
      numberOfMessages: 1,
      visibilityTimeout: this.leaseSeconds,
    });
    const message = receivedMessageItems[0];
    if (!message) return undefined;
    const item = decode(message.messageText);
    if (item) return this.lease(queue, message, item);
    await this.poisoned.sendMessage(message.messageText, { messageTimeToLive: NEVER });
    await queue.deleteMessage(message.messageId, message.popReceipt);
    return undefined;
  }

  private lease(queue: QueueClient, message: DequeuedMessageItem, content: Message): LeasedWork {
    const { messageId, dequeueCount } = message;
    let receipt = message.popReceipt;
    const hide = async (seconds: number, now: Message = content): Promise<void> => {
      try {
        const reply = await queue.updateMessage(messageId, receipt, encode(now), Math.ceil(seconds));
        receipt = reply.popReceipt ?? receipt;
      } catch (error) {
        throw isGone(error) ? new LeaseLost('The message is in other hands', { cause: error }) : error;
      }
    };
    const complete = async (): Promise<void> => {
      try {
        await queue.deleteMessage(messageId, receipt);
      } catch (error) {
        // Whoever has it now finds the work done.
        if (!isGone(error)) throw error;
      }
    };
    return {
      id: messageId,
      item: { tenantId: content.tenantId, documentId: content.documentId },
      deliveries: dequeueCount,
      tries: Math.max(1, dequeueCount - content.spared),
      renew: () => hide(this.leaseSeconds),
      handBack: (afterSeconds) => hide(afterSeconds),
      postpone: (afterSeconds) => hide(afterSeconds, { ...content, spared: content.spared + 1 }),
      complete,
      poison: async () => {
        await this.poisoned.sendMessage(encode(content), { messageTimeToLive: NEVER });
        await complete();
      },
    };
  }
}

/** Base64, because a queue takes control characters and never hands them out. */
const encode = (item: Message): string => Buffer.from(JSON.stringify(item)).toString('base64');

function decode(text: string): Message | undefined {
  try {
    return itemSchema.parse(JSON.parse(Buffer.from(text, 'base64').toString('utf8')));
  } catch {
    return undefined;
  }
}

/** 404: deleted. 400: the receipt is of an earlier lease. */
const isGone = (error: unknown): boolean => isMissing(error) || statusOf(error) === 400;
