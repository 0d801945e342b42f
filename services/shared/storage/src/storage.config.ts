import { z } from 'zod';
import { httpUrl } from '@shared/config';

/** Where rows are kept: all that a service without files and messages needs. */
export const tableFields = {
  /** Table endpoint: `https://<account>.table.core.windows.net`, or local Azure's. */
  STORAGE_TABLE_URL: httpUrl,
  /** Key of local Azure's account. Without one the pod's identity is used, as on AKS. */
  STORAGE_ACCOUNT_KEY: z.string().min(1).optional(),
};

/** Where files, rows and messages are kept. Part of each service's config schema. */
export const storageFields = {
  /** Blob endpoint: `https://<account>.blob.core.windows.net`, or local Azure's. */
  STORAGE_BLOB_URL: httpUrl,
  /** Queue endpoint. */
  STORAGE_QUEUE_URL: httpUrl,
  ...tableFields,
};

/** What reading them gives. */
type Read = z.infer<z.ZodObject<typeof storageFields>>;

/** Where tables are. */
export interface TableConfig {
  readonly tableUrl: string;
  readonly accountKey: string | undefined;
}

/** The storage part of a service's config. */
export interface StorageConfig extends TableConfig {
  readonly blobUrl: string;
  readonly queueUrl: string;
}

/** Names the table variables as code wants them. */
export const tableConfig = (env: z.infer<z.ZodObject<typeof tableFields>>): TableConfig => ({
  tableUrl: env.STORAGE_TABLE_URL,
  accountKey: env.STORAGE_ACCOUNT_KEY,
});

/** Names the storage variables as code wants them. */
export function storageConfig(env: Read): StorageConfig {
  return {
    blobUrl: env.STORAGE_BLOB_URL,
    queueUrl: env.STORAGE_QUEUE_URL,
    tableUrl: env.STORAGE_TABLE_URL,
    accountKey: env.STORAGE_ACCOUNT_KEY,
  };
}
