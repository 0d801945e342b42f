import { z } from 'zod';
import { httpUrl, wholeNumber } from '@shared/config';

/** Where pages that are only pictures are read. Part of the service's config schema. */
export const ocrFields = {
  /** `https://<resource>.cognitiveservices.azure.com` of Azure AI Document Intelligence. Without it such pages stay unread. */
  DOCUMENT_INTELLIGENCE_URL: httpUrl.optional(),
  /** Key for it. Without one the pod's identity is used, as on AKS. */
  DOCUMENT_INTELLIGENCE_API_KEY: z.string().min(1).optional(),
  /** Longest wait for one reading of up to 50 pages, in seconds. */
  OCR_MAX_SECONDS: wholeNumber(1, 3_600, 300),
};

/** The text recognition part of the config. */
export interface OcrConfig {
  readonly url: string;
  readonly apiKey: string | undefined;
  readonly maxSeconds: number;
}

/** Undefined where none is configured. */
export function ocrConfig(env: z.infer<z.ZodObject<typeof ocrFields>>): OcrConfig | undefined {
  const { DOCUMENT_INTELLIGENCE_URL: url, DOCUMENT_INTELLIGENCE_API_KEY: apiKey, OCR_MAX_SECONDS: maxSeconds } = env;
  return url === undefined ? undefined : { url, apiKey, maxSeconds };
}
