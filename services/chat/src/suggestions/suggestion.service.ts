import { randomBytes } from 'node:crypto';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { ChatModel, type TokenUsage } from '@shared/models';
import { describeError } from '@shared/telemetry';
import { RETRIEVAL_CONFIG } from '../config/chat.config.js';
import type { RetrievalConfig } from '../config/retrieval.config.js';
import { jsonFrom } from '../prompt/json-call.js';
import {
  SUGGESTION_PROMPT_VERSION,
  suggestionInstructions,
  suggestionReplySchema,
  suggestionRequest,
  type SuggestionPrompt,
} from '../prompt/suggestion-prompt.js';
import { acceptable } from './acceptable.js';

/** Questions to go on with, and what asking for them cost. */
export interface Suggestions {
  readonly questions: readonly string[];
  readonly usage: TokenUsage;
}

const NONE: Suggestions = { questions: [], usage: { inputTokens: 0, outputTokens: 0 } };

/** Questions that go on from an answer and that the passages found for it answer. */
@Injectable()
export class SuggestionService {
  private readonly logger = new Logger(SuggestionService.name);

  constructor(
    private readonly model: ChatModel,
    @Inject(RETRIEVAL_CONFIG) private readonly retrieval: Pick<RetrievalConfig, 'minCoverage'>,
  ) {}

  /** Never fails: without the model there are none. Ends soon after `signal` aborts. */
  async after(told: Omit<SuggestionPrompt, 'nonce'>, signal: AbortSignal): Promise<Suggestions> {
    const nonce = randomBytes(6).toString('hex').toUpperCase();
    this.logger.debug({ msg: 'asking the model for suggestions', prompt: SUGGESTION_PROMPT_VERSION });
    try {
      const request = suggestionRequest({ ...told, nonce });
      const { value, usage } = await jsonFrom(this.model, request, suggestionReplySchema, signal);
      const rules = {
        ...told,
        instructions: suggestionInstructions(told.most, nonce),
        minCoverage: this.retrieval.minCoverage,
      };
      return { questions: acceptable(value.questions, rules), usage };
    } catch (error) {
      if (!signal.aborted) this.logger.warn({ msg: 'nothing could be suggested', err: describeError(error) });
      return NONE;
    }
  }
}
