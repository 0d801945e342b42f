import { z } from 'zod';
import { httpUrl, optionalPort, port, readConfig, wholeNumber } from '@shared/config';
import { modelFields, modelsConfig, type ModelsConfig } from '@shared/models';
import { redisConfig, redisFields, type RedisConfig } from '@shared/redis';
import { contentSafetyFields, screenerConfig, screenMode, type ScreenerConfig } from '@shared/screening';
import { tableConfig, tableFields, type TableConfig } from '@shared/storage';
import { LOG_LEVELS, type LogLevel } from '@shared/telemetry';
import { identityConfig, identityFields, type IdentityConfig } from './identity.config.js';

const schema = z.object({
  /** Address to listen on. Anything but loopback opens the product to the network. */
  GATEWAY_HOST: z.string().min(1).default('127.0.0.1'),
  /** Port to listen on; 0 lets the system choose. */
  GATEWAY_PORT: port(8080),
  /** Address of `GET /metrics`, a port of its own that no ingress leads to; unset: no metrics. */
  METRICS_PORT: optionalPort(),
  /** Base URL of the chat service. */
  CHAT_URL: httpUrl,
  /** Base URL of the ingestion service. */
  INGESTION_URL: httpUrl,
  /** Ed25519 private key, PKCS#8 PEM, that signs who is asking. Line breaks may be written as `\n`. */
  ASSERTION_PRIVATE_KEY: z.string().min(1),
  /** Requests a minute and caller; 0 switches the limit off. */
  RATE_LIMIT_PER_MINUTE: wholeNumber(0, 1_000_000, 100),
  /** Uploads a minute and caller; 0 switches the limit off. */
  UPLOADS_PER_MINUTE: wholeNumber(0, 1_000_000, 60),
  /** Streams that one caller may hold open at one replica; 0 switches the limit off. A browser holds one or two a tab. */
  STREAMS_PER_CALLER: wholeNumber(0, 100_000, 20),
  /** Tokens a day (UTC) and caller; 0 switches the limit off. */
  TOKENS_PER_DAY: wholeNumber(0, Number.MAX_SAFE_INTEGER, 0),
  /** Tokens a month (UTC) and caller; 0 switches the limit off. */
  TOKENS_PER_MONTH: wholeNumber(0, Number.MAX_SAFE_INTEGER, 0),
  /** Replicas of the gateway: while Redis is away each keeps callers to its share of their limits. */
  GATEWAY_REPLICAS: wholeNumber(1, 1_000, 1),
  ...redisFields,
  /** Largest file, in bytes. The same number is set for ingestion. */
  UPLOAD_MAX_BYTES: wholeNumber(1, 10 * 1024 ** 3, 100 * 1024 ** 2),
  /** What heuristics may do with a question that seems to command the model. */
  QUESTION_HEURISTICS: screenMode().default('block'),
  /** What Prompt Shields may; unset: `block` once `CONTENT_SAFETY_URL` is set. */
  QUESTION_SHIELDS: screenMode().optional(),
  /** What text categories (hate, self-harm, sexual, violence) may; unset: `off`. */
  QUESTION_CATEGORIES: screenMode().optional(),
  /** Severity from which a category counts, 1 to 6; Content Safety tells 0, 2, 4 and 6. */
  QUESTION_SEVERITY: wholeNumber(1, 6, 4),
  ...contentSafetyFields,
  ...identityFields,
  ...tableFields,
  /** Folder of the built web app. */
  WEB_DIR: z.string().min(1).default('services/web/dist'),
  /** Longest wait for open requests at shutdown, in seconds; then their connections are cut. */
  DRAIN_MAX_SECONDS: wholeNumber(0, 3_600, 110),
  /** Azure's own chunks in streams under `/v1`: passed on as they are, or made to look as OpenAI's. */
  AZURE_CHUNKS: z.enum(['pass', 'clean']).default('pass'),
  LOG_LEVEL: z.enum(LOG_LEVELS).default('info'),
  NODE_ENV: z.string().default('development'),
  ...modelFields,
});

/** What the gateway knows about its surroundings; frozen at start. Also the token it is injected by. */
export abstract class GatewayConfig {
  abstract readonly host: string;
  abstract readonly port: number;
  /** Undefined: no metrics are served. */
  abstract readonly metricsPort: number | undefined;
  abstract readonly services: Readonly<Record<'chat' | 'ingestion', string>>;
  abstract readonly assertionPrivateKey: string;
  abstract readonly identity: IdentityConfig;
  /** Where API keys, the audit record and usage are kept. */
  abstract readonly tables: TableConfig;
  abstract readonly requestsPerMinute: number;
  abstract readonly uploadsPerMinute: number;
  abstract readonly streamsPerCaller: number;
  /** Tokens of a caller; 0: no limit. */
  abstract readonly tokenBudgets: { readonly day: number; readonly month: number };
  abstract readonly replicas: number;
  /** Undefined: this is the only replica, and limits are kept in its memory. */
  abstract readonly redis: RedisConfig | undefined;
  /** How questions are screened. */
  abstract readonly screening: ScreenerConfig;
  abstract readonly uploadMaxBytes: number;
  abstract readonly azureChunks: 'pass' | 'clean';
  abstract readonly webDir: string;
  abstract readonly drainMaxSeconds: number;
  abstract readonly logLevel: LogLevel;
  abstract readonly models: ModelsConfig;
}

/**
 * Reads the gateway's variables.
 * @throws {ConfigError} naming what is wrong, never a value.
 */
export function gatewayConfig(env: Record<string, string | undefined>): GatewayConfig {
  const read = readConfig(schema, env);
  return Object.freeze({
    host: read.GATEWAY_HOST,
    port: read.GATEWAY_PORT,
    metricsPort: read.METRICS_PORT,
    services: { chat: read.CHAT_URL, ingestion: read.INGESTION_URL },
    assertionPrivateKey: read.ASSERTION_PRIVATE_KEY.replaceAll('\\n', '\n'),
    identity: identityConfig(read, read.NODE_ENV === 'production'),
    tables: tableConfig(read),
    requestsPerMinute: read.RATE_LIMIT_PER_MINUTE,
    uploadsPerMinute: read.UPLOADS_PER_MINUTE,
    streamsPerCaller: read.STREAMS_PER_CALLER,
    tokenBudgets: { day: read.TOKENS_PER_DAY, month: read.TOKENS_PER_MONTH },
    replicas: read.GATEWAY_REPLICAS,
    redis: redisConfig(read),
    screening: screenerConfig(read, {
      heuristics: read.QUESTION_HEURISTICS,
      shields: read.QUESTION_SHIELDS,
      categories: read.QUESTION_CATEGORIES,
      severity: read.QUESTION_SEVERITY,
    }),
    uploadMaxBytes: read.UPLOAD_MAX_BYTES,
    azureChunks: read.AZURE_CHUNKS,
    webDir: read.WEB_DIR,
    drainMaxSeconds: read.DRAIN_MAX_SECONDS,
    logLevel: read.LOG_LEVEL,
    models: modelsConfig(read, env),
  });
}
