import { DefaultAzureCredential, getBearerTokenProvider } from '@azure/identity';
import OpenAI from 'openai';
import type { ModelEndpoint } from './models.config.js';

/** Hosts that take a token of the pod's identity. To any other host no token is ever sent. */
const AZURE_HOST = /\.(openai\.azure\.com|services\.ai\.azure\.com|cognitiveservices\.azure\.com)$/;

/** A client of an OpenAI-compatible endpoint. `maxRetries` counts repeats after 408, 409, 429 and 5xx. */
export function openAiClient(endpoint: ModelEndpoint, maxRetries: number): OpenAI {
  return new OpenAI({
    baseURL: endpoint.baseUrl,
    apiKey: apiKeyFor(endpoint),
    timeout: endpoint.timeoutMs,
    maxRetries,
  });
}

/** A key as it is; on Azure without one a function that the SDK calls for every attempt, so that tokens stay fresh. */
function apiKeyFor({ apiKey, baseUrl, tokenScope }: ModelEndpoint): string | (() => Promise<string>) {
  if (apiKey) return apiKey;
  if (AZURE_HOST.test(new URL(baseUrl).hostname))
    return getBearerTokenProvider(new DefaultAzureCredential(), tokenScope);
  return 'no-key-needed';
}
