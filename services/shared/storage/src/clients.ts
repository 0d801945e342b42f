import { AzureNamedKeyCredential, TableClient } from '@azure/data-tables';
import { DefaultAzureCredential, type TokenCredential } from '@azure/identity';
import { BlobServiceClient, StorageSharedKeyCredential } from '@azure/storage-blob';
import type { StorageConfig, TableConfig } from './storage.config.js';

/** The account a local endpoint names in its path: `http://127.0.0.1:10000/devstoreaccount1`. */
export const localAccount = (url: string): string => new URL(url).pathname.split('/')[1] ?? '';

let identity: TokenCredential | undefined;
/** The pod's identity, made once and only when no key is set. */
export const podIdentity = (): TokenCredential => (identity ??= new DefaultAzureCredential());

/** A client of the blob service. */
export function blobService(config: StorageConfig): BlobServiceClient {
  return new BlobServiceClient(
    config.blobUrl,
    config.accountKey ? new StorageSharedKeyCredential(localAccount(config.blobUrl), config.accountKey) : podIdentity(),
  );
}

/** A client of one table. The table is made by whoever owns it, at start. */
export function table(config: TableConfig, name: string): TableClient {
  return config.accountKey
    ? new TableClient(
        config.tableUrl,
        name,
        new AzureNamedKeyCredential(localAccount(config.tableUrl), config.accountKey),
        {
          allowInsecureConnection: config.tableUrl.startsWith('http:'),
        },
      )
    : new TableClient(config.tableUrl, name, podIdentity());
}
