import { Injectable } from '@nestjs/common';
import type { DocumentRow } from '../ports/document-row.js';
import { IngestionQueue } from '../ports/ingestion-queue.port.js';
import { WorkSignal } from './work-signal.js';

/** Where work is asked for: a message on the queue, and a nudge for the workers of this process. */
@Injectable()
export class WorkDesk {
  constructor(
    private readonly queue: IngestionQueue,
    private readonly signal: WorkSignal,
  ) {}

  /** Asks for whatever the row says is to be done. A repeat does no harm. */
  async request({ tenantId, id }: Pick<DocumentRow, 'tenantId' | 'id'>): Promise<void> {
    await this.queue.send({ tenantId, documentId: id });
    this.signal.wake();
  }
}
