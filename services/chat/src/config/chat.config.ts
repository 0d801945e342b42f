import { z } from 'zod';
import { flag, optionalPort, port, readConfig, wholeNumber, httpUrl } from '@shared/config';
import { modelFields, modelsConfig, type ModelsConfig } from '@shared/models';
import { redisConfig, redisFields, type RedisConfig } from '@shared/redis';
import { searchConfig, searchFields, type SearchConfig } from '@shared/passages';
import { contentSafetyFields, screenerConfig, screenMode, type ScreenerConfig } from '@shared/screening';
import { storageConfig, storageFields, type StorageConfig } from '@shared/storage';
import { LOG_LEVELS, type LogLevel } from '@shared/telemetry';
import { retrievalConfig, retrievalFields, type RetrievalConfig } from './retrieval.config.js';

const schema = z.object({
  ...storageFields,
  ...searchFields,
  ...modelFields,
  ...retrievalFields,
  ...redisFields,
  /** What heuristics may do with a passage that seems to command the model: manuals and mails quote such sentences. */
  PASSAGE_HEURISTICS: screenMode().default('report'),
  /** What Prompt Shields may; unset: `block` once `CONTENT_SAFETY_URL` is set. */
  PASSAGE_SHIELDS: screenMode().optional(),
  ...contentSafetyFields,
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: port(0),
  /** Port of `GET /metrics`; unset: no metrics. */
  METRICS_PORT: optionalPort(),
  LOG_LEVEL: z.enum(LOG_LEVELS).default('info'),
  /** Ed25519 public key of the gateway, SPKI PEM. */
  ASSERTION_PUBLIC_KEY: z.string().min(1),
  /** The ingestion service, whose catalog has the last word on who may read what. */
  INGESTION_URL: httpUrl,
  /** Longest time for one answer, in seconds. */
  CHAT_MAX_ANSWER_SECONDS: wholeNumber(1, 3_600, 100),
  /** How long an answer runs on for a reader whose connection broke, in seconds. */
  CHAT_RESUME_SECONDS: wholeNumber(0, 600, 30),
  /** Time between two comments in a stream that is silent, in seconds: below the idle time-out of every proxy on the way. */
  CHAT_HEARTBEAT_SECONDS: wholeNumber(1, 15, 15),
  /** Longest answer, in tokens. */
  CHAT_MAX_OUTPUT_TOKENS: wholeNumber(16, 100_000, 1_500),
  /** Most tokens of earlier turns in a prompt. */
  CHAT_HISTORY_TOKENS: wholeNumber(0, 100_000, 1_000),
  /** Whether a model is asked about sentences whose words alone do not show that their sources carry them. One more call for such an answer. */
  CHAT_GROUNDING_CHECK: flag(false),
  /** Most questions suggested to go on with; 0: none. One more call for every answer. */
  CHAT_SUGGESTIONS: wholeNumber(0, 5, 0),
  /** Longest wait for both of these after the last word of an answer, in seconds; what is not there by then is left out. */
  CHAT_AFTERWORD_SECONDS: wholeNumber(1, 60, 10),
  /** Days that a conversation is kept after its last change; 0 keeps it. */
  RETENTION_DAYS: wholeNumber(0, 36_500, 0),
  /** What the assistant calls itself. */
  PRODUCT_NAME: z.string().min(1).max(100).default('Groundwork'),
  /** Further instructions for the model, after ours. */
  CHAT_INSTRUCTIONS: z.string().max(8_000).default(''),
  /** What is said when the documents do not answer. Unset: a sentence in the language of the question. */
  REFUSAL_TEXT: z.string().trim().min(1).max(500).optional(),
});

/** What the chat service is told by its environment. */
export interface ChatConfig {
  readonly host: string;
  readonly port: number;
  /** Undefined: no metrics are served. */
  readonly metricsPort: number | undefined;
  readonly logLevel: LogLevel;
  readonly assertionPublicKey: string;
  readonly ingestionUrl: string;
  readonly storage: StorageConfig;
  readonly search: SearchConfig;
  readonly models: ModelsConfig;
  /** Undefined: this is the only replica. */
  readonly redis: RedisConfig | undefined;
  readonly retrieval: RetrievalConfig;
  /** How retrieved passages are screened. */
  readonly screening: ScreenerConfig;
  readonly answers: AnswerConfig;
  readonly retention: RetentionConfig;
}

/** How answers are made. */
export interface AnswerConfig {
  readonly maxAnswerMs: number;
  readonly resumeMs: number;
  readonly heartbeatMs: number;
  readonly maxOutputTokens: number;
  readonly historyTokens: number;
  readonly productName: string;
  readonly instructions: string;
  readonly refusalText: string | undefined;
  /** A model is asked about sentences whose words do not show their support. */
  readonly groundingCheck: boolean;
  /** Most questions suggested with an answer, 0 to 5. */
  readonly suggestions: number;
  /** Longest wait for the two above, in milliseconds. */
  readonly afterwordMs: number;
}

/** How long conversations are kept. */
export interface RetentionConfig {
  /** After their last change; 0: for ever. */
  readonly days: number;
}

/** Injection token of {@link RetentionConfig}. */
export const RETENTION_CONFIG = Symbol('RetentionConfig');
/** Injection token of {@link AnswerConfig}. */
export const ANSWER_CONFIG = Symbol('AnswerConfig');
/** Injection token of {@link RetrievalConfig}. */
export const RETRIEVAL_CONFIG = Symbol('RetrievalConfig');

/** @throws {ConfigError} naming every bad variable, never a value. */
export function readChatConfig(environment: Record<string, string | undefined>): ChatConfig {
  const env = readConfig(schema, environment);
  const models = modelsConfig(env, environment);
  return {
    host: env.HOST,
    port: env.PORT,
    metricsPort: env.METRICS_PORT,
    logLevel: env.LOG_LEVEL,
    assertionPublicKey: env.ASSERTION_PUBLIC_KEY,
    ingestionUrl: env.INGESTION_URL,
    storage: storageConfig(env),
    search: searchConfig(env),
    models,
    redis: redisConfig(env),
    retrieval: retrievalConfig(env, models.embedding.model),
    retention: { days: env.RETENTION_DAYS },
    screening: screenerConfig(env, { heuristics: env.PASSAGE_HEURISTICS, shields: env.PASSAGE_SHIELDS }),
    answers: {
      maxAnswerMs: env.CHAT_MAX_ANSWER_SECONDS * 1_000,
      resumeMs: env.CHAT_RESUME_SECONDS * 1_000,
      heartbeatMs: env.CHAT_HEARTBEAT_SECONDS * 1_000,
      maxOutputTokens: env.CHAT_MAX_OUTPUT_TOKENS,
      historyTokens: env.CHAT_HISTORY_TOKENS,
      productName: env.PRODUCT_NAME,
      instructions: env.CHAT_INSTRUCTIONS,
      refusalText: env.REFUSAL_TEXT,
      groundingCheck: env.CHAT_GROUNDING_CHECK,
      suggestions: env.CHAT_SUGGESTIONS,
      afterwordMs: env.CHAT_AFTERWORD_SECONDS * 1_000,
    },
  };
}
