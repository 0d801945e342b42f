import { parentPort, workerData } from 'node:worker_threads';
import { SearchEngine } from './search-engine.js';
import type { FromWorker, ToWorker, WorkerRole } from './worker-messages.js';

/** The thread around one engine: messages in, messages out. */
const { role, dataDir, visibilityLagMs } = workerData as WorkerRole;
const engine = new SearchEngine({ dataDir, visibilityLagMs });
const port = parentPort;
let timer: NodeJS.Timeout | undefined;

/** Admits what is due, and comes back when the next is. */
function admit(): void {
  const waitMs = engine.admit();
  clearTimeout(timer);
  if (waitMs !== undefined) timer = setTimeout(admit, waitMs);
}

const reply = (message: FromWorker): void => port?.postMessage(message);

if (role === 'writer') engine.recover();
port?.on('message', (message: ToWorker) => {
  if (message.kind === 'forget') {
    engine.forget(message.index);
    return;
  }
  if (message.kind === 'close') {
    clearTimeout(timer);
    engine.close();
    port.close();
    return;
  }
  try {
    reply({ id: message.id, answer: engine.handle(message.call) });
  } catch (error) {
    reply({ id: message.id, failure: error instanceof Error ? error.message : 'unknown' });
  }
  if (role === 'writer') admit();
});
