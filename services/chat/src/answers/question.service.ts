import { Injectable, Logger } from '@nestjs/common';
import { ChatModel, type TokenUsage } from '@shared/models';
import { describeError } from '@shared/telemetry';
import type { Turn } from '../prompt/history.js';
import { jsonFrom } from '../prompt/json-call.js';
import { MAX_REWRITTEN_CHARS, standaloneRequest, standaloneSchema } from '../prompt/standalone-prompt.js';

/** The ways to put a question: first the one that stands alone, then the caller's own words if they differ. */
export interface StandaloneQuestion {
  readonly questions: readonly string[];
  readonly usage: TokenUsage;
}

const NO_USAGE: TokenUsage = { inputTokens: 0, outputTokens: 0 };

/** Makes a follow-up understandable by itself: "and for dental?" becomes a question about its subject. */
@Injectable()
export class QuestionService {
  private readonly logger = new Logger(QuestionService.name);

  constructor(private readonly model: ChatModel) {}

  /**
   * On a first turn the question as it is, without asking the model.
   *
   * A model that fails here does not end the answer: the question before is put in front instead.
   * @throws `signal.reason` once `signal` aborts.
   */
  async standalone(question: string, history: readonly Turn[], signal: AbortSignal): Promise<StandaloneQuestion> {
    const previous = history.at(-1);
    if (!previous || question.length > MAX_REWRITTEN_CHARS) return { questions: [question], usage: NO_USAGE };
    try {
      const request = standaloneRequest(question, history);
      const { value, usage } = await jsonFrom(this.model, request, standaloneSchema, signal);
      const { query } = value;
      return { questions: isSame(query, question) ? [question] : [query, question], usage };
    } catch (error) {
      signal.throwIfAborted();
      this.logger.warn({ msg: 'the question could not be rewritten', err: describeError(error) });
      return {
        questions: [`${previous.question.slice(0, MAX_REWRITTEN_CHARS)} ${question}`, question],
        usage: NO_USAGE,
      };
    }
  }
}

function isSame(a: string, b: string): boolean {
  const normal = (text: string): string =>
    text
      .toLowerCase()
      .replace(/[\s?.!]+/g, ' ')
      .trim();
  return normal(a) === normal(b);
}
