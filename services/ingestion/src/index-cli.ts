import { TableAuditLog } from '@shared/audit';
import { runMain } from '@shared/http';
import { TableApiKeys } from '@shared/keys';
import { ModelPool, OpenAiEmbedder } from '@shared/models';
import { BlobDocumentStore } from './adapters/blob-document-store.adapter.js';
import { SearchPassageIndex } from './adapters/search-passage-index.adapter.js';
import { StorageIngestionQueue } from './adapters/storage-ingestion-queue.adapter.js';
import { TableDocumentCatalog } from './adapters/table-document-catalog.adapter.js';
import { readBackendConfig } from './config/ingestion.config.js';
import { migrate, rollBack, type MigrationTools } from './setup/index-migration.js';
import { setUp } from './setup/set-up.js';

const USAGE =
  'the command is "create" (makes the index, the tables, the queues and the container), "migrate" (embeds all documents anew into ' +
  'the index that the settings name, and puts it in use) or "rollback" (puts the index before it back in use).';

type Command = (tools: MigrationTools, signal: AbortSignal) => Promise<object>;

const COMMANDS: Readonly<Partial<Record<string, Command>>> = {
  create: async (places) => {
    const { storage } = readBackendConfig();
    await Promise.all([new TableApiKeys(storage).prepare(), new TableAuditLog(storage).prepare()]);
    return { created: true, index: await setUp(places) };
  },
  migrate,
  rollback: rollBack,
};

function tools(): MigrationTools {
  const { storage, search, models } = readBackendConfig();
  const embedder = new OpenAiEmbedder(new ModelPool(models.deployments), models.embedding);
  return {
    catalog: new TableDocumentCatalog(storage),
    store: new BlobDocumentStore(storage),
    queue: new StorageIngestionQueue(storage),
    index: new SearchPassageIndex(search, embedder),
    indexNamed: (name) => new SearchPassageIndex(search, embedder, name),
    embedder,
    say: (line) => process.stderr.write(`${line}\n`),
  };
}

/**
 * Makes and changes what the services need to find: `npm start` and the chart run `create` first; an operator runs
 * `migrate` after a change of the embeddings. Prints one JSON object; progress goes to standard error.
 */
await runMain('index-cli', async () => {
  const [command = ''] = process.argv.slice(2);
  const run = COMMANDS[command];
  if (!run) throw new Error(USAGE);
  const stopAsked = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => stopAsked.abort(new Error('stopped before the end; run it again and it goes on.')));
  }
  process.stdout.write(`${JSON.stringify(await run(tools(), stopAsked.signal))}\n`);
});
