import { randomUUID } from 'node:crypto';
import type { ChatAnswer, Citation, Refusal, Usage } from '@shared/contracts';

/** What every part of one answer repeats. */
export interface AnswerHead {
  readonly id: string;
  /** Unix seconds. */
  readonly created: number;
  readonly model: string;
}

export const newHead = (model: string): AnswerHead => ({
  id: `chatcmpl-${randomUUID().replaceAll('-', '')}`,
  created: Math.floor(Date.now() / 1_000),
  model,
});

/** What an answer from the documents has beyond a chat completion. */
export interface Extension {
  readonly conversation_id: string | undefined;
  readonly citations: readonly Citation[];
  readonly refusal_reason: Refusal['reason'] | null;
}

export const usageOf = ({ inputTokens, outputTokens, totalTokens }: Usage): object => ({
  prompt_tokens: inputTokens,
  completion_tokens: outputTokens,
  total_tokens: totalTokens,
});

/** A whole answer as a chat completion; the text holds the marks `[n]` that the citations explain. */
export function completionOf(
  head: AnswerHead,
  answer: Pick<ChatAnswer, 'answer' | 'conversationId' | 'refusal' | 'citations' | 'usage'>,
): object {
  const { conversationId, refusal, citations, usage } = answer;
  const extension: Extension = {
    conversation_id: conversationId,
    citations,
    refusal_reason: refusal?.reason ?? null,
  };
  return {
    ...head,
    object: 'chat.completion',
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: textOf(answer), refusal: null },
        logprobs: null,
        finish_reason: refusal?.reason === 'filtered' ? 'content_filter' : 'stop',
      },
    ],
    usage: usageOf(usage),
    ...extension,
  };
}

/** What the user reads: a refusal says why in its own words. */
export const textOf = ({ answer, refusal }: Pick<ChatAnswer, 'answer' | 'refusal'>): string =>
  answer === '' && refusal ? refusal.message : answer;

/** One event of a streamed answer. */
export const chunkOf = (head: AnswerHead, delta: object, finish: string | null, more: object = {}): Buffer =>
  eventOf({
    ...head,
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
    ...more,
  });

/** The event that tells the usage, for who asked for it. */
export const usageChunkOf = (head: AnswerHead, usage: Usage): Buffer =>
  eventOf({ ...head, object: 'chat.completion.chunk', choices: [], usage: usageOf(usage) });

export const eventOf = (data: object): Buffer => Buffer.from(`data: ${JSON.stringify(data)}\n\n`);
export const DONE = Buffer.from('data: [DONE]\n\n');
