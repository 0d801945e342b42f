import { readLocalAzureConfig } from './config/local-azure.config.js';
import { CannotStart } from './cannot-start.js';
import { BANNER } from './http/server.js';
import { startLocalAzure } from './local-azure.js';

const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost']);

try {
  const config = readLocalAzureConfig(process.env);
  console.error(BANNER);
  if (!LOOPBACK.has(config.host)) {
    console.error(
      `Warning: listening on ${config.host}. Whoever reaches it reads and writes everything; its keys are public.`,
    );
  }
  const azure = await startLocalAzure({
    ...config,
    azuriteScript: new URL('./storage/azurite-child.js', import.meta.url),
    searchWorker: new URL('./search/engine/search-worker.js', import.meta.url),
  });

  let isStopping = false;
  const stop = async (): Promise<void> => {
    if (isStopping) return;
    isStopping = true;
    await azure.close();
    process.exit(0);
  };
  process.on('SIGTERM', () => void stop());
  process.on('SIGINT', () => void stop());
  void azure.storageEnded.then(() => {
    if (isStopping) return;
    console.error('Storage (Azurite) ended by itself, so local Azure ends too. Start it again.');
    process.exit(1);
  });

  const { url, blob, queue, table } = azure;
  console.log(JSON.stringify({ ready: true, url, blob, queue, table }));
} catch (error) {
  if (!(error instanceof CannotStart)) throw error;
  console.error(error.message);
  process.exit(1);
}
