import { Injectable } from '@nestjs/common';
import type { Usage } from '@shared/contracts';
import { ChatModel, ContentFiltered, ModelUnavailable, type PromptMessage } from '@shared/models';

/** Longest answer of the plain endpoints, in tokens: what every chat model of 2026 can write. */
const MAX_OUTPUT_TOKENS = 4_096;

/** What the model said. */
export interface PlainAnswer {
  readonly text: string;
  readonly model: string;
  readonly usage: Usage;
}

/** Straight to the chat model: no documents, no conversation, nothing kept. */
@Injectable()
export class PlainAnswers {
  constructor(private readonly model: ChatModel) {}

  /** The deployment that answers. */
  get servedBy(): string {
    return this.model.model;
  }

  /** @throws the errors of {@link ChatModel.stream}. */
  async answer(messages: readonly PromptMessage[], signal: AbortSignal): Promise<PlainAnswer> {
    let text = '';
    for await (const piece of this.model.stream({ messages, maxOutputTokens: MAX_OUTPUT_TOKENS }, signal)) {
      if (piece.type === 'text') {
        text += piece.text;
        continue;
      }
      if (piece.reason === 'content-filter') throw new ContentFiltered();
      const { inputTokens, outputTokens } = piece.usage;
      return {
        text,
        model: piece.model,
        usage: { inputTokens, outputTokens, totalTokens: inputTokens + outputTokens },
      };
    }
    throw new ModelUnavailable();
  }
}
