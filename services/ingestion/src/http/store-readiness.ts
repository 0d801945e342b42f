import { Injectable } from '@nestjs/common';
import { Readiness } from '@shared/http';
import { DocumentCatalog } from '../ports/document-catalog.port.js';
import { DocumentStore } from '../ports/document-store.port.js';
import { IngestionQueue } from '../ports/ingestion-queue.port.js';
import { PassageIndex } from '../ports/passage-index.port.js';

/** Ready while every store and the index answer. */
@Injectable()
export class StoreReadiness extends Readiness {
  constructor(
    private readonly catalog: DocumentCatalog,
    private readonly store: DocumentStore,
    private readonly queue: IngestionQueue,
    private readonly index: PassageIndex,
  ) {
    super();
  }

  async isReachable(): Promise<boolean> {
    const answers = await Promise.all(
      [this.catalog, this.store, this.queue, this.index].map((place) => place.isReachable()),
    );
    return answers.every(Boolean);
  }
}
