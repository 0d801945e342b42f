import { resolve } from 'node:path';
import { z } from 'zod';
import { CannotStart } from '../cannot-start.js';

const port = z.coerce.number().int().min(0).max(65_535).default(0);

const schema = z.object({
  /** Address to listen on. Anything but loopback is warned about: keys here are public. Default 127.0.0.1. */
  LOCAL_AZURE_HOST: z.string().min(1).default('127.0.0.1'),
  /** Port of models, AI Search, Content Safety and admin. 0, the default, takes a free one. */
  LOCAL_AZURE_PORT: port,
  /** Ports of Azurite. 0, the default, takes free ones. */
  LOCAL_AZURE_BLOB_PORT: port,
  LOCAL_AZURE_QUEUE_PORT: port,
  LOCAL_AZURE_TABLE_PORT: port,
  /** The key that callers send as `api-key` or `Authorization: Bearer`. Default `local-azure-key`. */
  LOCAL_AZURE_API_KEY: z.string().min(1).default('local-azure-key'),
  /** How long after its acknowledgement a write to AI Search can be found, milliseconds. Default 0. */
  SEARCH_VISIBILITY_LAG_MS: z.coerce.number().int().min(0).max(60_000).default(0),
  /** Folder of everything that is kept. Default `.groundwork` in the working directory. */
  GROUNDWORK_DATA_DIR: z.string().min(1).default('.groundwork'),
});

/** Settings of the process, read once at start. */
export interface LocalAzureConfig {
  readonly host: string;
  readonly port: number;
  readonly storagePorts: { readonly blob: number; readonly queue: number; readonly table: number };
  readonly apiKey: string;
  readonly visibilityLagMs: number;
  /** Absolute path. */
  readonly dataDir: string;
}

/** @throws {CannotStart} naming every bad variable, and no value. */
export function readLocalAzureConfig(env: NodeJS.ProcessEnv): LocalAzureConfig {
  const parsed = schema.safeParse(env);
  if (!parsed.success) {
    const faults = parsed.error.issues.map(({ path, message }) => `${path.join('.')} (${message})`);
    throw new CannotStart(`Bad environment: ${faults.join(', ')}. See services/local-azure/README.md.`);
  }
  const values = parsed.data;
  return Object.freeze({
    host: values.LOCAL_AZURE_HOST,
    port: values.LOCAL_AZURE_PORT,
    storagePorts: {
      blob: values.LOCAL_AZURE_BLOB_PORT,
      queue: values.LOCAL_AZURE_QUEUE_PORT,
      table: values.LOCAL_AZURE_TABLE_PORT,
    },
    apiKey: values.LOCAL_AZURE_API_KEY,
    visibilityLagMs: values.SEARCH_VISIBILITY_LAG_MS,
    dataDir: resolve(values.GROUNDWORK_DATA_DIR),
  });
}
