import { Inject, Injectable, Logger } from '@nestjs/common';
import { IngestionConfig } from '../config/ingestion.config.js';
import type { DocumentRow } from '../ports/document-row.js';
import { IngestionQueue } from '../ports/ingestion-queue.port.js';
import { Crowd } from './crowd.js';
import { WorkSignal } from './work-signal.js';

/** How long a depth that was read counts, in milliseconds: one request to the queue for a burst of uploads. */
const DEPTH_COUNTS_MS = 2_000;

/**
 * Where work is asked for: a message on the queue, and a nudge for the workers of this process.
 *
 * Whoever has asked for much lately stands in the second lane. When the queue is full nothing is sent: the row says
 * what is to be done, and the sweeper asks for it when there is room.
 */
@Injectable()
export class WorkDesk {
  private readonly logger = new Logger(WorkDesk.name);
  private readonly crowd = new Crowd();
  private depth = { messages: 0, readAt: -Infinity };

  constructor(
    private readonly queue: IngestionQueue,
    private readonly signal: WorkSignal,
    @Inject(IngestionConfig) private readonly config: Pick<IngestionConfig, 'queueMaxDepth'>,
  ) {}

  /** Asks for whatever the row says is to be done. A repeat does no harm. @returns false if the queue is full. */
  async request({ tenantId, id, ownerId }: Pick<DocumentRow, 'tenantId' | 'id' | 'ownerId'>): Promise<boolean> {
    if ((await this.room()) <= 0) {
      this.logger.warn({ msg: 'The queue is full: the document waits for the sweeper', documentId: id });
      return false;
    }
    const lane = this.crowd.isCrowding(`${tenantId}|${ownerId}`) ? 'bulk' : 'express';
    await this.queue.send({ tenantId, documentId: id }, lane);
    this.depth.messages += 1;
    this.signal.wake();
    return true;
  }

  /** Messages that the queue may still take. */
  async room(): Promise<number> {
    if (performance.now() - this.depth.readAt > DEPTH_COUNTS_MS)
      this.depth = { messages: await this.queue.depth(), readAt: performance.now() };
    return this.config.queueMaxDepth - this.depth.messages;
  }
}
