import { accessSync, constants, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { CannotStart } from './cannot-start.js';
import { FaultDesk } from './faults/fault-desk.js';
import { buildServer } from './http/server.js';
import { searchRoutes } from './search/search.routes.js';
import { DEV_ACCOUNT_KEY, startAzurite } from './storage/azurite.js';

export interface LocalAzureOptions {
  /** Address to listen on. Default 127.0.0.1. */
  readonly host?: string;
  /** Port of models, AI Search, Content Safety and admin. Default 0: a free one. */
  readonly port?: number;
  /** Ports of Azurite. Default 0: free ones. */
  readonly storagePorts?: { readonly blob: number; readonly queue: number; readonly table: number };
  /** Default `local-azure-key`. */
  readonly apiKey?: string;
  /** Milliseconds after which an acknowledged write to AI Search can be found. Default 0. */
  readonly visibilityLagMs?: number;
  /** Folder of everything that is kept. */
  readonly dataDir: string;
  /** Where `storage/azurite-child` is: `main` knows, tests point at the source. */
  readonly azuriteScript: URL;
  /** Where the built `search/engine/search-worker` is: a thread runs JavaScript only. */
  readonly searchWorker: URL;
}

/** A running local Azure. */
export interface LocalAzure {
  /** Address of models, AI Search, Content Safety and admin, without a trailing slash. */
  readonly url: string;
  /** Addresses of storage with the account's name, without a trailing slash. */
  readonly blob: string;
  readonly queue: string;
  readonly table: string;
  readonly accountKey: string;
  readonly apiKey: string;
  /** Ends when storage has ended, asked or not. */
  readonly storageEnded: Promise<void>;
  /** Takes no more calls, then lets storage write everything. */
  close(): Promise<void>;
}

const FREE_PORTS = { blob: 0, queue: 0, table: 0 } as const;

/**
 * Starts every emulator in this process, and Azurite beside it.
 *
 * @throws {CannotStart} if a port is taken or the folder cannot be written; nothing is left running then.
 */
export async function startLocalAzure(options: LocalAzureOptions): Promise<LocalAzure> {
  const { host = '127.0.0.1', port = 0, apiKey = 'local-azure-key', dataDir } = options;
  makeWritable(dataDir);
  // First, because it locks the folder: a second copy must not touch the other files either.
  const storage = await startAzurite({
    host,
    ports: options.storagePorts ?? FREE_PORTS,
    folder: join(dataDir, 'azurite'),
    script: options.azuriteScript,
  });
  const faults = new FaultDesk();
  const search = searchRoutes({
    dataDir: join(dataDir, 'search'),
    apiKey,
    visibilityLagMs: options.visibilityLagMs ?? 0,
    faults,
    workerUrl: options.searchWorker,
  });
  const app = buildServer({ apiKey, faults, search });
  const close = async (): Promise<void> => {
    await app.close();
    await storage.stop();
  };
  try {
    const url = await listen(app, host, port);
    const { blob, queue, table } = storage;
    return { url, blob, queue, table, accountKey: DEV_ACCOUNT_KEY, apiKey, storageEnded: storage.ended, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function makeWritable(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true });
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    const advice = 'Mend its permissions, or set GROUNDWORK_DATA_DIR to another folder.';
    throw new CannotStart(`The data folder ${dataDir} cannot be written. ${advice}`, { cause });
  }
}

async function listen(app: FastifyInstance, host: string, port: number): Promise<string> {
  try {
    return await app.listen({ host, port });
  } catch (cause) {
    const isTaken = cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE';
    if (!isTaken) throw cause;
    const advice = 'Stop the program that uses it, or set LOCAL_AZURE_PORT to another port (0 takes a free one).';
    throw new CannotStart(`Port ${port} is already in use. ${advice}`, { cause });
  }
}
