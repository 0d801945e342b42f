import { AzureKeyCredential, SearchClient, SearchIndexClient } from '@azure/search-documents';
import { DefaultAzureCredential } from '@azure/identity';
import { z } from 'zod';
import { httpUrl } from '@shared/config';
import type { PassageRow } from './passage-index.js';

/** Where the index is. Part of each service's config schema. */
export const searchFields = {
  /** `https://<service>.search.windows.net`, or local Azure's address. */
  SEARCH_URL: httpUrl,
  /** Key of local Azure's search. Without one the pod's identity is used, as on AKS. */
  SEARCH_API_KEY: z.string().min(1).optional(),
};

/** What reading them gives. */
type Read = z.infer<z.ZodObject<typeof searchFields>>;

/** The search part of a service's config. */
export interface SearchConfig {
  readonly url: string;
  readonly apiKey: string | undefined;
}

export const searchConfig = (env: Read): SearchConfig => ({
  url: env.SEARCH_URL,
  apiKey: env.SEARCH_API_KEY,
});

const credential = ({ apiKey }: SearchConfig) =>
  apiKey ? new AzureKeyCredential(apiKey) : new DefaultAzureCredential();
const clientOptions = ({ url }: SearchConfig) => ({ allowInsecureConnection: url.startsWith('http:') });

/** A client of one index's rows. */
export const passageClient = (config: SearchConfig, indexName: string): SearchClient<PassageRow> =>
  new SearchClient<PassageRow>(config.url, indexName, credential(config), clientOptions(config));

/** A client that makes, lists and removes indexes. */
export const indexClient = (config: SearchConfig): SearchIndexClient =>
  new SearchIndexClient(config.url, credential(config), clientOptions(config));
