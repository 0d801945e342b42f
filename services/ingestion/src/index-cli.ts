import { OpenAiEmbedder } from '@shared/models';
import { runMain } from '@shared/http';
import { BlobDocumentStore } from './adapters/blob-document-store.adapter.js';
import { SearchPassageIndex } from './adapters/search-passage-index.adapter.js';
import { StorageIngestionQueue } from './adapters/storage-ingestion-queue.adapter.js';
import { TableDocumentCatalog } from './adapters/table-document-catalog.adapter.js';
import { readBackendConfig } from './config/ingestion.config.js';
import { setUp } from './setup/set-up.js';

/** `index-cli create` makes everything that the services need to find; `npm start` and the chart run it first. */
await runMain('index-cli', async () => {
  const [command] = process.argv.slice(2);
  if (command !== 'create')
    throw new Error('the command is "create": it makes the index, the table, the queues and the container.');
  const { storage, search, models } = readBackendConfig();
  const index = await setUp({
    catalog: new TableDocumentCatalog(storage),
    store: new BlobDocumentStore(storage),
    queue: new StorageIngestionQueue(storage),
    index: new SearchPassageIndex(search, new OpenAiEmbedder(models.embedding)),
  });
  process.stdout.write(`${JSON.stringify({ created: true, index })}\n`);
});
