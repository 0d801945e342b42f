import { QueueServiceClient, StorageSharedKeyCredential } from '@azure/storage-queue';
import type { ChildProcess } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { spawnWorker, stopWorker, workerPlace, type WorkerPlace } from '../../tools/client/ingestion-worker.ts';
import type { Stores } from './passages-in.ts';

/** The index of local Azure's embeddings. */
const INDEX = 'passages-local-hashed-3072';
/** Queues are empty within this after the last document has ended, in milliseconds. */
const QUIET_DEADLINE_MS = 90_000;

interface Rule {
  readonly service: string;
  readonly struck: number;
}

/** Ingestion workers of a product that itself runs the API alone: each a process, killed at any moment and started again. */
export class WorkerHerd {
  kills = 0;
  readonly stores: Stores;
  private readonly place: WorkerPlace;
  private readonly workers: (ChildProcess | undefined)[] = [];
  /** Those that work. One that is killed while it starts has nothing in hand that could be lost. */
  private readonly atWork = new Set<ChildProcess>();
  private harassing: Promise<void> = Promise.resolve();
  private readonly calmed = new AbortController();
  private isOver = false;

  private constructor(place: WorkerPlace) {
    this.place = place;
    this.stores = { url: place.azureUrl, key: place.azureKey, index: INDEX };
  }

  get environment(): Readonly<Record<string, string>> {
    return this.place.environment;
  }

  /** @param dataDir of a product that runs. */
  static async start(dataDir: string, count: number): Promise<WorkerHerd> {
    const herd = new WorkerHerd(await workerPlace(dataDir));
    await Promise.all(Array.from({ length: count }, (_, i) => herd.launch(i)));
    return herd;
  }

  /** Has local Azure falter. @returns tells how often it did. */
  async orderFaults(modelPercent: number, indexPercent: number) {
    const order = (rule: object) =>
      fetch(`${this.place.azureUrl}/admin/faults`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(rule),
      });
    if (modelPercent > 0) {
      const fault = { kind: 'status', status: 429, retryAfterMs: 300 };
      await order({ service: 'models', operation: 'embeddings', percent: modelPercent, fault });
    }
    if (indexPercent > 0) {
      const partial = { kind: 'partial', status: 503, everyNth: 2 };
      await order({ service: 'search', operation: 'index-documents', percent: indexPercent, fault: partial });
      await order({ service: 'search', percent: indexPercent, fault: { kind: 'status', status: 503 } });
    }
    return async (): Promise<{ modelThrottled: number; indexFaults: number }> => {
      const { rules } = (await (await fetch(`${this.place.azureUrl}/admin/faults`)).json()) as { rules: Rule[] };
      const of = (service: string): number =>
        rules.filter((rule) => rule.service === service).reduce((sum, { struck }) => sum + struck, 0);
      const counted = { modelThrottled: of('models'), indexFaults: of('search') };
      await fetch(`${this.place.azureUrl}/admin/faults`, { method: 'DELETE' });
      return counted;
    };
  }

  /** Kills a worker now, and again and again, without warning: chance says which. None is at work while all start anew. */
  harass(everyMs: number, mostKills = Infinity): void {
    this.harassing = (async () => {
      while (!this.calmed.signal.aborted && this.kills < mostKills) {
        const [...workers] = this.atWork;
        if (workers.length > 0 && workers[randomInt(workers.length)]?.kill('SIGKILL')) this.kills += 1;
        await pause(everyMs, undefined, { signal: this.calmed.signal }).catch(() => undefined);
      }
    })();
  }

  async stopHarassing(): Promise<void> {
    this.calmed.abort();
    await this.harassing;
  }

  /** Until the workers have done what remains after the last document: the queues are empty. */
  async untilQuiet(): Promise<void> {
    const deadline = Date.now() + QUIET_DEADLINE_MS;
    const { STORAGE_QUEUE_URL = '', STORAGE_ACCOUNT_KEY = '' } = this.environment;
    const service = new QueueServiceClient(
      STORAGE_QUEUE_URL,
      new StorageSharedKeyCredential('devstoreaccount1', STORAGE_ACCOUNT_KEY),
    );
    for (;;) {
      const depths = await Promise.all(
        ['ingestion', 'ingestion-bulk'].map((name) => service.getQueueClient(name).getProperties()),
      );
      if (depths.every(({ approximateMessagesCount = 0 }) => approximateMessagesCount === 0)) return;
      if (Date.now() > deadline) throw new Error('The queues are not empty');
      await pause(250);
    }
  }

  async stop(): Promise<void> {
    this.isOver = true;
    await this.stopHarassing();
    await Promise.all(this.workers.flatMap((worker) => (worker ? [stopWorker(worker)] : [])));
  }

  /** @returns once it works. A worker that ends is started again, unless all is over. */
  private async launch(place: number): Promise<void> {
    const { child, up } = spawnWorker(this.place);
    this.workers[place] = child;
    child.once('close', () => {
      this.atWork.delete(child);
      if (!this.isOver) void this.launch(place);
    });
    await up;
    if (child.exitCode === null && child.signalCode === null) this.atWork.add(child);
  }
}
