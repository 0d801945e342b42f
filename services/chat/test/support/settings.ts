import type { ScreenerConfig } from '@shared/screening';
import type { AnswerConfig } from '../../src/config/chat.config.js';
import type { RetrievalConfig } from '../../src/config/retrieval.config.js';

export const RETRIEVAL: RetrievalConfig = {
  candidates: 24,
  nearest: 50,
  embedTimeoutMs: 5_000,
  vectorWeight: 0.35,
  semanticRanker: false,
  minCoverage: 0.4,
  sources: 8,
  perDocument: 5,
  sourceTokens: 4_096,
};

export const ANSWERS: AnswerConfig = {
  maxAnswerMs: 5_000,
  resumeMs: 5_000,
  heartbeatMs: 15_000,
  maxOutputTokens: 500,
  historyTokens: 1_000,
  productName: 'Groundwork',
  instructions: '',
  refusalText: undefined,
  groundingCheck: false,
  suggestions: 0,
  afterwordMs: 5_000,
};

export const SCREENING: ScreenerConfig = {
  contentSafety: undefined,
  heuristics: 'report',
  shields: 'off',
  categories: 'off',
  severity: 4,
  failure: undefined,
};
