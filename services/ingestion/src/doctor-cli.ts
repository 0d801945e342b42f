import { parseArgs } from 'node:util';
import { ModelPool, OpenAiEmbedder } from '@shared/models';
import { runMain } from '@shared/http';
import { BlobDocumentStore } from './adapters/blob-document-store.adapter.js';
import { SearchPassageIndex } from './adapters/search-passage-index.adapter.js';
import { StorageIngestionQueue } from './adapters/storage-ingestion-queue.adapter.js';
import { SystemClock } from './adapters/system-clock.adapter.js';
import { TableDocumentCatalog } from './adapters/table-document-catalog.adapter.js';
import { TableUploadKeys } from './adapters/table-upload-keys.adapter.js';
import { readBackendConfig } from './config/ingestion.config.js';
import { CatalogDoctor } from './work/catalog-doctor.js';
import { ForgottenWork } from './work/forgotten-work.js';
import { OrphanHunt } from './work/orphan-hunt.js';
import { WorkDesk } from './work/work-desk.js';
import { WorkSignal } from './work/work-signal.js';

const USAGE =
  'the options are --mend (mend what is found, instead of only telling it) and --older-than MINUTES (files and entries ' +
  'without a row that are younger may belong to an upload under way; default 60).';
/** The queue may be filled to this when work is asked for again: the service's own default. */
const QUEUE_MAX_DEPTH = 10_000;

function options(): { isDryRun: boolean; orphanMs: number } {
  const { values } = parseArgs({
    options: { mend: { type: 'boolean', default: false }, 'older-than': { type: 'string', default: '60' } },
  });
  const minutes = values['older-than'];
  if (!/^\d{1,6}$/.test(minutes)) throw new Error(USAGE);
  return { isDryRun: !values.mend, orphanMs: Number(minutes) * 60_000 };
}

/**
 * Holds all stores against the catalog and prints, as one JSON object, what does not agree. Exit code: 0 when all is
 * well or mended, 2 when something was found and left as it is.
 */
await runMain('doctor-cli', async () => {
  const { isDryRun, orphanMs } = options();
  const { storage, search, models } = readBackendConfig();
  const catalog = new TableDocumentCatalog(storage);
  const store = new BlobDocumentStore(storage);
  const queue = new StorageIngestionQueue(storage);
  const index = new SearchPassageIndex(search, new OpenAiEmbedder(new ModelPool(models.deployments), models.embedding));
  const clock = new SystemClock();
  const desk = new WorkDesk(queue, new WorkSignal(), { queueMaxDepth: QUEUE_MAX_DEPTH });
  const doctor = new CatalogDoctor(
    catalog,
    store,
    index,
    new ForgottenWork(catalog, queue, desk, clock),
    new OrphanHunt(catalog, store, index, new TableUploadKeys(storage)),
    desk,
    clock,
  );
  const { documents, ...found } = await doctor.examine({ isDryRun, orphanMs });
  const troubles = Object.values(found).reduce((sum, count) => sum + count, 0);
  process.stdout.write(`${JSON.stringify({ documents, mended: !isDryRun, troubles, ...found })}\n`);
  process.exitCode = isDryRun && troubles > 0 ? 2 : 0;
});
