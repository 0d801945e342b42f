import { DomainError } from '@shared/errors';
import type { DocumentCatalog } from '../ports/document-catalog.port.js';
import type { DocumentStore } from '../ports/document-store.port.js';
import type { IngestionQueue } from '../ports/ingestion-queue.port.js';
import type { PassageIndex } from '../ports/passage-index.port.js';

/** Documents were embedded with another model or another length: their passages are in another index. */
export class EmbeddingsChanged extends DomainError {
  readonly code = 'embeddings_changed';
  readonly kind = 'conflict';
  constructor(before: string, now: string) {
    super(
      `The documents here are in the index "${before}", and EMBEDDING_MODEL and EMBEDDING_DIMENSIONS now ask for "${now}". ` +
        'Set them back, or run "npm run index -- migrate" to embed all documents anew.',
    );
  }
}

/** The places that have to be there before the service starts. */
export interface Places {
  readonly catalog: DocumentCatalog;
  readonly store: DocumentStore;
  readonly queue: IngestionQueue;
  readonly index: PassageIndex;
}

/**
 * Makes container, table, queues and index. A repeat changes nothing.
 *
 * @returns the name of the index.
 * @throws {EmbeddingsChanged} if there are documents in another index.
 */
export async function setUp({ catalog, store, queue, index }: Places): Promise<string> {
  await Promise.all([catalog.prepare(), store.prepare(), queue.prepare()]);
  await checkEmbeddings(catalog, index);
  await index.prepare();
  const name = await index.name();
  await catalog.useIndex(name);
  return name;
}

/** @throws {EmbeddingsChanged} if the configured embeddings are not those of the documents that are there. */
export async function checkEmbeddings(catalog: DocumentCatalog, index: PassageIndex): Promise<void> {
  const before = await catalog.indexInUse();
  const now = await index.name();
  if (before === undefined || before === now) return;
  for await (const { row } of catalog.all()) {
    if (row.live !== null && !row.deleting) throw new EmbeddingsChanged(before, now);
  }
}
