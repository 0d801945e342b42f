import { ConfigError, httpUrl, wholeNumber } from '@shared/config';
import { z } from 'zod';
import { isAzure } from './pool/credentials.js';
import type { Capability, Deployment, DeploymentAuth } from './pool/deployment.js';
import { readPoolFile } from './pool/pool-file.js';

/** Where the models are. Part of each service's config schema. */
export const modelFields = {
  /** JSON file that describes a pool of deployments (docs/models.md). Set, it takes the place of the addresses below. */
  MODEL_DEPLOYMENTS_FILE: z.string().min(1).optional(),
  /** OpenAI-compatible base URL, for example `https://<resource>.openai.azure.com/openai/v1` or Ollama's `http://localhost:11434/v1`. */
  MODEL_BASE_URL: httpUrl.optional(),
  /** Key for it. Without one an Azure host is called with the pod's identity and any other host with no key. */
  MODEL_API_KEY: z.string().min(1).optional(),
  /** The chat deployment (on Azure) or model name; with a pool, the model of the pool that chat uses. */
  CHAT_MODEL: z.string().min(1).max(200),
  /** The embedding deployment or model name. */
  EMBEDDING_MODEL: z.string().min(1).max(200),
  /** Where embeddings come from, if not from `MODEL_BASE_URL`. */
  EMBEDDING_BASE_URL: httpUrl.optional(),
  /** Key for `EMBEDDING_BASE_URL`. */
  EMBEDDING_API_KEY: z.string().min(1).optional(),
  /** Numbers in one vector, 1 to 4,096 (AI Search's limit). Unset: whatever the model answers with, asked once at start. */
  EMBEDDING_DIMENSIONS: wholeNumber(1, 4096, 0).unwrap().optional(),
  /** The scope that the pod's identity asks a token for; Microsoft's documents of 2026 name two, hence a setting. */
  MODEL_TOKEN_SCOPE: z.string().min(1).default('https://ai.azure.com/.default'),
  /** Longest wait for the first byte of one model call, in milliseconds: `FIRST_TOKEN_TIMEOUT_SECONDS` of design section 7. */
  MODEL_TIMEOUT_MS: wholeNumber(100, 600_000, 95_000),
};

type ModelEnvironment = z.infer<z.ZodObject<typeof modelFields>>;

/** The models part of a service's config. */
export interface ModelsConfig {
  readonly deployments: readonly Deployment[];
  readonly chat: { readonly model: string };
  readonly embedding: { readonly model: string; readonly dimensions: number | undefined };
}

/** Calls under way at once at an endpoint that variables describe. */
const MAX_CONCURRENT = 1_000;

/**
 * Names the model variables as code wants them: a pool from a file, or pools of one from the variables.
 *
 * @param env what the schema made of the environment.
 * @param secrets the environment itself, where the file's keys are looked up.
 * @throws {ConfigError}
 */
export function modelsConfig(
  env: ModelEnvironment,
  secrets: Readonly<Record<string, string | undefined>> = process.env,
): ModelsConfig {
  const deployments = env.MODEL_DEPLOYMENTS_FILE ? fromFile(env, secrets) : fromVariables(env);
  return {
    deployments,
    chat: { model: env.CHAT_MODEL },
    embedding: { model: env.EMBEDDING_MODEL, dimensions: env.EMBEDDING_DIMENSIONS },
  };
}

function fromFile(env: ModelEnvironment, secrets: Readonly<Record<string, string | undefined>>): Deployment[] {
  const deployments = readPoolFile(env.MODEL_DEPLOYMENTS_FILE ?? '', {
    env: secrets,
    tokenScope: env.MODEL_TOKEN_SCOPE,
    timeoutMs: env.MODEL_TIMEOUT_MS,
  });
  // Embeddings may stay elsewhere, as they do on a laptop.
  if (env.EMBEDDING_BASE_URL) deployments.push(ofEmbedding(env));
  for (const [variable, model, capability] of [
    ['CHAT_MODEL', env.CHAT_MODEL, 'chat'],
    ['EMBEDDING_MODEL', env.EMBEDDING_MODEL, 'embedding'],
  ] as const) {
    if (!deployments.some((found) => found.model === model && found.capability === capability))
      throw new ConfigError(
        `${variable} is "${model}", and MODEL_DEPLOYMENTS_FILE has no ${capability} deployment of that model.`,
      );
  }
  return deployments;
}

function fromVariables(env: ModelEnvironment): Deployment[] {
  if (env.MODEL_BASE_URL === undefined) {
    throw new ConfigError(
      'Bad environment: MODEL_BASE_URL is missing; set it, or describe a pool with MODEL_DEPLOYMENTS_FILE.',
    );
  }
  const chat = singleDeployment('chat', env.CHAT_MODEL, env);
  const embedding = ofEmbedding(env);
  // One model may do both; names are unique all the same.
  return [chat, embedding.name === chat.name ? { ...embedding, name: `${chat.name}-embedding` } : embedding];
}

function ofEmbedding(env: ModelEnvironment): Deployment {
  const elsewhere = env.EMBEDDING_BASE_URL !== undefined;
  return singleDeployment('embedding', env.EMBEDDING_MODEL, {
    ...env,
    MODEL_BASE_URL: env.EMBEDDING_BASE_URL ?? env.MODEL_BASE_URL,
    // A key is never sent to an address it was not given for.
    MODEL_API_KEY: elsewhere ? env.EMBEDDING_API_KEY : (env.EMBEDDING_API_KEY ?? env.MODEL_API_KEY),
  });
}

/** A pool of one: the model at the address that the variables name. */
export function singleDeployment(
  capability: Capability,
  model: string,
  env: Pick<ModelEnvironment, 'MODEL_BASE_URL' | 'MODEL_API_KEY' | 'MODEL_TOKEN_SCOPE' | 'MODEL_TIMEOUT_MS'>,
): Deployment {
  const endpoint = env.MODEL_BASE_URL ?? '';
  return {
    // Names stand in headers, where a model's own name might not fit.
    name: model.replace(/[^\w.:/@-]/g, '_'),
    endpoint,
    pathStyle: 'v1',
    apiVersion: '',
    deployment: model,
    model,
    modelVersion: undefined,
    capability,
    priority: 1,
    weight: 1,
    auth: authOf(endpoint, env),
    tokensPerMinute: undefined,
    maxConcurrent: MAX_CONCURRENT,
    timeoutMs: env.MODEL_TIMEOUT_MS,
    tellsUsage: true,
  };
}

function authOf(
  endpoint: string,
  { MODEL_API_KEY: key, MODEL_TOKEN_SCOPE: scope }: Pick<ModelEnvironment, 'MODEL_API_KEY' | 'MODEL_TOKEN_SCOPE'>,
): DeploymentAuth {
  if (key) return { kind: 'key', key };
  return isAzure(endpoint) ? { kind: 'token', scope } : { kind: 'none' };
}
