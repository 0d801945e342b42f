import { z } from 'zod';
import { decimal, wholeNumber } from '@shared/config';

/** How passages are found and chosen. Every number has its source in {@link retrievalFields}. */
export interface RetrievalConfig {
  readonly candidates: number;
  readonly nearest: number;
  /** Longest wait for the question's embedding, in milliseconds. */
  readonly embedTimeoutMs: number;
  readonly vectorWeight: number;
  readonly semanticRanker: boolean;
  readonly minCoverage: number;
  readonly sources: number;
  /** Most sources of one document while others have something to say. */
  readonly perDocument: number;
  readonly sourceTokens: number;
}

/** The retrieval part of the chat service's environment. */
export const retrievalFields = {
  /** Passages looked at for one question before choosing, 1 to 100. Half of what the rank fusion sees, enough to survive folding and the catalog's check. */
  RETRIEVAL_CANDIDATES: wholeNumber(1, 100, 24),
  /** `k` of the vector leg: Microsoft's advice for hybrid queries, and what the semantic ranker looks at. */
  RETRIEVAL_NEAREST: wholeNumber(1, 1_000, 50),
  /**
   * Longest wait for the embedding of a question, in milliseconds; after it the search goes on with words alone. Embedding
   * models answer one question within 0.3 s, so 5 s is a stall, and still far below what a reader waits for an answer.
   */
  RETRIEVAL_EMBED_TIMEOUT_MS: wholeNumber(100, 60_000, 5_000),
  /**
   * Weight of the vector leg in the rank fusion, the keyword leg having 1. Unset: 1, Azure's own, for an embedding
   * model; 0.35 for the hashed stand-in, where nDCG@10 falls below BM25 alone at 1 and rises above it at 0.35
   * (Cranfield .524 against .517, Medline .720 against .690).
   */
  RETRIEVAL_VECTOR_WEIGHT: decimal(0, 10, 0).unwrap().optional(),
  /** Whether the index's tier has the semantic ranker. */
  RETRIEVAL_SEMANTIC_RANKER: z
    .enum(['true', 'false'])
    .transform((value) => value === 'true')
    .default(false),
  /**
   * Least share of the question's content words that the best passage must hold, 0 to 1; below it nothing relevant was
   * found and the model is not asked. 0 switches it off. Unset: 0 for an embedding model, which finds answers that share
   * no word with their question, so that the model decides; 0.3 for the hashed stand-in, which knows words only
   * (SQuAD 2.0, half of its articles: 99 to 100 % of 300 answerable questions pass, 31 to 36 % of 300 off-corpus ones do not; at 0.4 98 % and 53 to 63 %).
   */
  RETRIEVAL_MIN_COVERAGE: decimal(0, 1, 0).unwrap().optional(),
  /**
   * Most sources in one prompt. Of 25 questions about a staff handbook and ten other files the right page is among the first
   * 4 passages for 14, the first 8 for 15, the first 12 for 17; what each one more costs is half a thousand tokens.
   */
  RETRIEVAL_SOURCES: wholeNumber(1, 50, 8),
  /**
   * Most sources of one document, as long as others have passages that fit. At 5 of 8, over the same 25 questions, ten prompts
   * of one document only become five, and the right page is found as often as without a limit (15 times).
   */
  RETRIEVAL_PER_DOCUMENT: wholeNumber(1, 50, 5),
  /** Most tokens of all sources in one prompt together: eight passages of the longest size. */
  RETRIEVAL_SOURCE_TOKENS: wholeNumber(100, 200_000, 4_096),
};

/** The model whose vectors are made of hashed words; local Azure's. */
const HASHED_MODEL = 'local-hashed';

/** Names the retrieval variables as code wants them. */
export function retrievalConfig(
  env: z.infer<z.ZodObject<typeof retrievalFields>>,
  embeddingModel: string,
): RetrievalConfig {
  const isHashed = embeddingModel === HASHED_MODEL;
  return {
    candidates: env.RETRIEVAL_CANDIDATES,
    nearest: env.RETRIEVAL_NEAREST,
    embedTimeoutMs: env.RETRIEVAL_EMBED_TIMEOUT_MS,
    vectorWeight: env.RETRIEVAL_VECTOR_WEIGHT ?? (isHashed ? 0.35 : 1),
    semanticRanker: env.RETRIEVAL_SEMANTIC_RANKER,
    minCoverage: env.RETRIEVAL_MIN_COVERAGE ?? (isHashed ? 0.3 : 0),
    sources: env.RETRIEVAL_SOURCES,
    perDocument: env.RETRIEVAL_PER_DOCUMENT,
    sourceTokens: env.RETRIEVAL_SOURCE_TOKENS,
  };
}
