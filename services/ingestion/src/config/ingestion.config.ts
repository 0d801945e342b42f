import { z } from 'zod';
import { optionalPort, port, readConfig, wholeNumber } from '@shared/config';
import { modelFields, modelsConfig, type ModelsConfig } from '@shared/models';
import { searchConfig, searchFields, type SearchConfig } from '@shared/passages';
import { storageConfig, storageFields, type StorageConfig } from '@shared/storage';
import { ocrConfig, ocrFields, type OcrConfig } from './ocr.config.js';
import { LOG_LEVELS, type LogLevel } from '@shared/telemetry';

const MIB = 1024 * 1024;

/** What the API and the worker both need: where the stores, the index and the models are. */
const backendFields = {
  ...storageFields,
  ...searchFields,
  ...modelFields,
  LOG_LEVEL: z.enum(LOG_LEVELS).default('info'),
};

const schema = z.object({
  ...backendFields,
  /** Address to listen at. */
  HOST: z.string().min(1).default('127.0.0.1'),
  /** Port to listen at; 0 lets the system choose. */
  PORT: port(0),
  /** Port of `GET /metrics`; off without one. */
  METRICS_PORT: optionalPort(),
  /** `api` takes uploads, `worker` turns them into passages, `all` does both in one process. */
  INGESTION_ROLE: z.enum(['api', 'worker', 'all']).default('all'),
  /** The gateway's public key, SPKI PEM; calls without its assertion are refused. */
  ASSERTION_PUBLIC_KEY: z.string().min(1),
  /** Largest file, in bytes. */
  UPLOAD_MAX_BYTES: wholeNumber(1, 10 * 1024 * MIB, 100 * MIB),
  /** Most pages of a PDF, or slides of a presentation. */
  DOCUMENT_MAX_PAGES: wholeNumber(1, 100_000, 5_000),
  /** Most bytes an Office document may unpack to. */
  DOCUMENT_MAX_INFLATED_BYTES: wholeNumber(MIB, 16 * 1024 * MIB, 512 * MIB),
  /** Longest time the reading of one document may take, in seconds. */
  EXTRACT_MAX_SECONDS: wholeNumber(1, 3_600, 60),
  /** Embedding calls under way at once from one process. */
  EMBEDDING_CONCURRENCY: wholeNumber(1, 64, 4),
  /** Most tokens of one embedding call. */
  EMBEDDING_BATCH_TOKENS: wholeNumber(512, 300_000, 8_192),
  /** Most messages on the queue; further documents wait in the catalog until there is room. */
  QUEUE_MAX_DEPTH: wholeNumber(1, 1_000_000, 10_000),
  /** Time between two looks for work that nobody was told of, in seconds. */
  SWEEP_SECONDS: wholeNumber(1, 3_600, 30),
  /** Where files are scanned before they are read; without it none is. */
  MALWARE_SCAN_URL: z.url({ protocol: /^https?$/ }).optional(),
  /** Longest wait for the scanner's verdict on one file, in seconds. */
  MALWARE_SCAN_MAX_SECONDS: wholeNumber(1, 3_600, 120),
  ...ocrFields,
  /** Child processes that read documents; also the documents a worker has in hand at once. */
  EXTRACT_PROCESSES: wholeNumber(1, 32, 2),
  /** Memory one child process may take (resident set), in bytes. */
  EXTRACT_MAX_RSS_BYTES: wholeNumber(128 * MIB, 16 * 1024 * MIB, 512 * MIB),
});

const backendSchema = z.object(backendFields);

/** Bounds on one document; beyond them it is refused with a code that says which. */
export interface ExtractionLimits {
  readonly maxPages: number;
  readonly maxInflatedBytes: number;
  readonly maxSeconds: number;
  readonly maxRssBytes: number;
}

/** The stores, the index and the models. */
export interface BackendConfig {
  readonly logLevel: LogLevel;
  readonly storage: StorageConfig;
  readonly search: SearchConfig;
  readonly models: ModelsConfig;
}

/** Settings of the service, read once at start. Also their own injection token. */
export class IngestionConfig {
  readonly host: string;
  readonly port: number;
  /** Undefined: metrics are not served. */
  readonly metricsPort: number | undefined;
  readonly role: 'api' | 'worker' | 'all';
  readonly assertionPublicKey: string;
  readonly uploadMaxBytes: number;
  readonly extractProcesses: number;
  /** Undefined: files are not scanned. */
  readonly malwareScan: { readonly url: string; readonly maxSeconds: number } | undefined;
  /** Undefined: pages that are only pictures stay unread. */
  readonly ocr: OcrConfig | undefined;
  readonly queueMaxDepth: number;
  readonly sweepSeconds: number;
  /** How hard one process may work the embedding model. */
  readonly embeddingPace: { readonly concurrency: number; readonly batchTokens: number };
  readonly limits: ExtractionLimits;
  readonly backend: BackendConfig;

  /** @throws {ConfigError} naming every variable that is missing or not valid. */
  constructor(env: Record<string, string | undefined>) {
    const read = readConfig(schema, env);
    this.host = read.HOST;
    this.port = read.PORT;
    this.metricsPort = read.METRICS_PORT;
    this.role = read.INGESTION_ROLE;
    // A PEM in one line of an env file has its line ends written out.
    this.assertionPublicKey = read.ASSERTION_PUBLIC_KEY.replaceAll('\\n', '\n');
    this.uploadMaxBytes = read.UPLOAD_MAX_BYTES;
    this.extractProcesses = read.EXTRACT_PROCESSES;
    this.malwareScan =
      read.MALWARE_SCAN_URL === undefined
        ? undefined
        : { url: read.MALWARE_SCAN_URL, maxSeconds: read.MALWARE_SCAN_MAX_SECONDS };
    this.ocr = ocrConfig(read);
    this.queueMaxDepth = read.QUEUE_MAX_DEPTH;
    this.sweepSeconds = read.SWEEP_SECONDS;
    this.embeddingPace = { concurrency: read.EMBEDDING_CONCURRENCY, batchTokens: read.EMBEDDING_BATCH_TOKENS };
    this.limits = {
      maxPages: read.DOCUMENT_MAX_PAGES,
      maxInflatedBytes: read.DOCUMENT_MAX_INFLATED_BYTES,
      maxSeconds: read.EXTRACT_MAX_SECONDS,
      maxRssBytes: read.EXTRACT_MAX_RSS_BYTES,
    };
    this.backend = backend(read, env);
  }
}

/** Settings of `index-cli`, which needs no port and no key of the gateway. */
export const readBackendConfig = (env: Record<string, string | undefined> = process.env): BackendConfig =>
  backend(readConfig(backendSchema, env), env);

function backend(read: z.infer<typeof backendSchema>, env: Record<string, string | undefined>): BackendConfig {
  return {
    logLevel: read.LOG_LEVEL,
    storage: storageConfig(read),
    search: searchConfig(read),
    models: modelsConfig(read, env),
  };
}
