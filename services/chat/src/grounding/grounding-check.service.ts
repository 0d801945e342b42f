import { randomBytes } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import { ChatModel, type TokenUsage } from '@shared/models';
import { describeError } from '@shared/telemetry';
import { GROUNDING_PROMPT_VERSION, groundingReplySchema, groundingRequest } from '../prompt/grounding-prompt.js';
import { jsonFrom } from '../prompt/json-call.js';
import type { Doubt } from './grounding.js';

/** What a model said of sentences in doubt. */
export interface Verdicts {
  /** By the sentence's place in the grounding. Empty where the model could not be asked: shared words decide then. */
  readonly bySentence: ReadonlyMap<number, boolean>;
  readonly usage: TokenUsage;
}

/** Most sentences of one check; what an answer of 1,500 tokens can hold. */
const MAX_DOUBTS = 40;
const NONE: Verdicts = { bySentence: new Map(), usage: { inputTokens: 0, outputTokens: 0 } };

/** A second look at what shared words leave in doubt: a paraphrase, another language, a figure written out. */
@Injectable()
export class GroundingCheck {
  private readonly logger = new Logger(GroundingCheck.name);

  constructor(private readonly model: ChatModel) {}

  /** Never fails: without the model's word the sentences stay unsupported. Ends soon after `signal` aborts. */
  async of(doubts: readonly Doubt[], signal: AbortSignal): Promise<Verdicts> {
    const asked = doubts.slice(0, MAX_DOUBTS);
    if (asked.length === 0) return NONE;
    const nonce = randomBytes(6).toString('hex').toUpperCase();
    this.logger.debug({
      msg: 'asking the model about sentences',
      prompt: GROUNDING_PROMPT_VERSION,
      sentences: asked.length,
    });
    try {
      const request = groundingRequest(asked, nonce);
      const { value, usage } = await jsonFrom(this.model, request, groundingReplySchema, signal);
      const supported = new Set(value.supported);
      return { bySentence: new Map(asked.map(({ sentence }, i) => [sentence, supported.has(i + 1)])), usage };
    } catch (error) {
      if (!signal.aborted) this.logger.warn({ msg: 'sentences could not be checked', err: describeError(error) });
      return NONE;
    }
  }
}
