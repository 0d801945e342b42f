import { generateKeyPairSync } from 'node:crypto';
import type { ModelSettings, StartConfig, StartPorts } from './start.config.ts';
import type { ReadyLine } from './supervised-service.ts';

/** The services of ours that `npm start` runs, in the order in which they depend on each other. */
export type ServiceName = 'ingestion' | 'chat' | 'gateway';

type Variables = Record<string, string>;

/** Key of Azurite's one account, the same on every machine: Microsoft's documents print it. Storage listens on loopback only. */
const STORAGE_ACCOUNT_KEY = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

/** Names and size of local Azure's models. */
const LOCAL_CHAT_MODEL = 'local-extractive';
const LOCAL_EMBEDDING_MODEL = 'local-hashed';
const LOCAL_EMBEDDING_DIMENSIONS = 3_072;

const LOOPBACK = '127.0.0.1';

/** The pair that the gateway signs with and the others check with; made anew at every start and kept nowhere. */
export function assertionPair(): { privateKey: string; publicKey: string } {
  return generateKeyPairSync('ed25519', {
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
}

/** What local Azure is started with. */
export function azureEnvironment(config: StartConfig, ports: StartPorts, localKey: string): Variables {
  return {
    ...config.passedOn,
    GROUNDWORK_DATA_DIR: config.dataDir,
    LOCAL_AZURE_HOST: LOOPBACK,
    LOCAL_AZURE_PORT: String(ports.azure),
    LOCAL_AZURE_BLOB_PORT: String(ports.blob),
    LOCAL_AZURE_QUEUE_PORT: String(ports.queue),
    LOCAL_AZURE_TABLE_PORT: String(ports.table),
    LOCAL_AZURE_API_KEY: localKey,
  };
}

/** What a service of ours is started with: exactly the variables it would be given on AKS, with local addresses. */
export function serviceEnvironments(
  config: StartConfig,
  ports: StartPorts,
  azure: ReadyLine,
  localKey: string,
  webDir: string,
): Record<ServiceName, Variables> {
  const { privateKey, publicKey } = assertionPair();
  const stores = {
    STORAGE_BLOB_URL: azure.blob ?? '',
    STORAGE_QUEUE_URL: azure.queue ?? '',
    STORAGE_TABLE_URL: azure.table ?? '',
    STORAGE_ACCOUNT_KEY,
    SEARCH_URL: azure.url,
    SEARCH_API_KEY: localKey,
  };
  const common = { ...config.passedOn, ...modelVariables(config.models, `${azure.url}/openai/v1`, localKey) };
  const ingestionUrl = `http://${LOOPBACK}:${ports.ingestion}`;
  return {
    ingestion: {
      ...common,
      ...stores,
      HOST: LOOPBACK,
      PORT: String(ports.ingestion),
      METRICS_PORT: config.passedOn['INGESTION_METRICS_PORT'] ?? '',
      INGESTION_ROLE: config.passedOn['INGESTION_ROLE'] ?? 'all',
      ASSERTION_PUBLIC_KEY: publicKey,
    },
    chat: {
      ...common,
      ...stores,
      HOST: LOOPBACK,
      PORT: String(ports.chat),
      METRICS_PORT: config.passedOn['CHAT_METRICS_PORT'] ?? '',
      INGESTION_URL: ingestionUrl,
      ASSERTION_PUBLIC_KEY: publicKey,
    },
    gateway: {
      ...common,
      STORAGE_TABLE_URL: stores.STORAGE_TABLE_URL,
      STORAGE_ACCOUNT_KEY,
      GATEWAY_HOST: config.gatewayHost,
      METRICS_PORT: config.passedOn['GATEWAY_METRICS_PORT'] ?? '',
      GATEWAY_PORT: String(ports.gateway),
      CHAT_URL: `http://${LOOPBACK}:${ports.chat}`,
      INGESTION_URL: ingestionUrl,
      ASSERTION_PRIVATE_KEY: privateKey,
      WEB_DIR: webDir,
    },
  };
}

/** Chat and embeddings are pointed apart: without `EMBEDDING_MODEL` the documents' vectors stay on this machine. */
function modelVariables(models: ModelSettings | undefined, localUrl: string, localKey: string): Variables {
  const localEmbedding = {
    EMBEDDING_BASE_URL: localUrl,
    EMBEDDING_API_KEY: localKey,
    EMBEDDING_MODEL: LOCAL_EMBEDDING_MODEL,
    EMBEDDING_DIMENSIONS: String(LOCAL_EMBEDDING_DIMENSIONS),
  };
  if (!models)
    return { MODEL_BASE_URL: localUrl, MODEL_API_KEY: localKey, CHAT_MODEL: LOCAL_CHAT_MODEL, ...localEmbedding };
  return {
    ...(models.deploymentsFile === undefined ? {} : { MODEL_DEPLOYMENTS_FILE: models.deploymentsFile }),
    ...(models.baseUrl === undefined ? {} : { MODEL_BASE_URL: models.baseUrl }),
    ...(models.apiKey === undefined ? {} : { MODEL_API_KEY: models.apiKey }),
    CHAT_MODEL: models.chatModel,
    ...(models.embeddingModel === undefined
      ? localEmbedding
      : {
          EMBEDDING_MODEL: models.embeddingModel,
          ...(models.embeddingDimensions === undefined ? {} : { EMBEDDING_DIMENSIONS: models.embeddingDimensions }),
        }),
  };
}
