import { Injectable } from '@nestjs/common';
import type { Usage } from '@shared/contracts';
import type { Caller } from '@shared/identity';
import { ChatModel, ContentFiltered, ModelUnavailable, type PromptMessage } from '@shared/models';
import { Screener, SCREENED_MAX_CHARS } from '@shared/screening';
import { QuestionScreened } from '../answers/errors.js';
import { UsageMeter, type ActualUse } from '../ports/usage-meter.port.js';

/** Longest answer of the plain endpoints, in tokens: what every chat model of 2026 can write. */
const MAX_OUTPUT_TOKENS = 4_096;

/** What the model said. */
export interface PlainAnswer {
  readonly text: string;
  readonly model: string;
  /** Public name of the deployment that answered. */
  readonly deployment: string;
  readonly usage: Usage;
}

/** Straight to the chat model: no documents, no conversation, nothing kept. */
@Injectable()
export class PlainAnswers {
  constructor(
    private readonly model: ChatModel,
    private readonly meter: UsageMeter,
    private readonly screener: Screener,
  ) {}

  /** @throws {QuestionScreened} and the errors of {@link Screener.question}, {@link ChatModel.stream} and {@link UsageMeter.reserve}. */
  async answer(messages: readonly PromptMessage[], caller: Caller, signal: AbortSignal): Promise<PlainAnswer> {
    const { blockedBy } = await this.screener.question(saidByUser(messages), signal);
    if (blockedBy.length > 0) throw new QuestionScreened(blockedBy);
    const requestBytes = messages.reduce((sum, { content }) => sum + Buffer.byteLength(content), 0);
    const reservation = await this.meter.reserve({
      caller,
      operation: 'chat',
      model: this.model.model,
      requestBytes,
      maxOutputTokens: MAX_OUTPUT_TOKENS,
    });
    let text = '';
    let tokens: ActualUse['tokens'];
    let isComplete = false;
    try {
      for await (const piece of this.model.stream({ messages, maxOutputTokens: MAX_OUTPUT_TOKENS }, signal)) {
        if (piece.type === 'text') {
          text += piece.text;
          continue;
        }
        const { inputTokens, outputTokens } = piece.usage;
        // A server that counts nothing answers with zeros: then the bytes are the better estimate.
        if (inputTokens + outputTokens > 0) tokens = { input: inputTokens, output: outputTokens };
        if (piece.reason === 'content-filter') throw new ContentFiltered();
        isComplete = true;
        const usage = { inputTokens, outputTokens, totalTokens: inputTokens + outputTokens };
        return { text, model: piece.model, deployment: piece.deployment ?? piece.model, usage };
      }
      throw new ModelUnavailable();
    } finally {
      const hasBegun = text !== '' || tokens !== undefined;
      const outcome = isComplete ? 'complete' : signal.aborted ? 'left' : hasBegun ? 'broken' : 'refused';
      reservation.settle({ tokens, requestBytes, answerBytes: Buffer.byteLength(text), outcome });
    }
  }
}

/** What the user says, of a long history the newest. */
const saidByUser = (messages: readonly PromptMessage[]): string =>
  messages
    .filter(({ role }) => role === 'user')
    .map(({ content }) => content)
    .join('\n')
    .slice(-SCREENED_MAX_CHARS);
