import { z } from 'zod';
import { httpUrl, wholeNumber } from '@shared/config';

/** Where the models are. Part of each service's config schema. */
export const modelFields = {
  /** OpenAI-compatible base URL, for example `https://<resource>.openai.azure.com/openai/v1` or Ollama's `http://localhost:11434/v1`. */
  MODEL_BASE_URL: httpUrl,
  /** Key for it. Without one an Azure host is called with the pod's identity and any other host with no key. */
  MODEL_API_KEY: z.string().min(1).optional(),
  /** The chat deployment (on Azure) or model name. */
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

/** One OpenAI-compatible address with what it takes to call it. */
export interface ModelEndpoint {
  readonly baseUrl: string;
  readonly apiKey: string | undefined;
  readonly tokenScope: string;
  readonly timeoutMs: number;
}

/** The models part of a service's config. */
export interface ModelsConfig {
  readonly chat: ModelEndpoint & { readonly model: string };
  readonly embedding: ModelEndpoint & { readonly model: string; readonly dimensions: number | undefined };
}

/** Names the model variables as code wants them. */
export function modelsConfig(env: z.infer<z.ZodObject<typeof modelFields>>): ModelsConfig {
  const common = { tokenScope: env.MODEL_TOKEN_SCOPE, timeoutMs: env.MODEL_TIMEOUT_MS };
  const elsewhere = env.EMBEDDING_BASE_URL !== undefined;
  return {
    chat: { ...common, baseUrl: env.MODEL_BASE_URL, apiKey: env.MODEL_API_KEY, model: env.CHAT_MODEL },
    embedding: {
      ...common,
      baseUrl: env.EMBEDDING_BASE_URL ?? env.MODEL_BASE_URL,
      // A key is never sent to an address it was not given for.
      apiKey: elsewhere ? env.EMBEDDING_API_KEY : (env.EMBEDDING_API_KEY ?? env.MODEL_API_KEY),
      model: env.EMBEDDING_MODEL,
      dimensions: env.EMBEDDING_DIMENSIONS,
    },
  };
}
