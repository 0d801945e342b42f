import { chatAnswerSchema, usageSchema, type Usage } from '@shared/contracts';
import { z } from 'zod';
import type { AnswerWatch } from '../forwarding/answer-watch.js';
import type { ActualUse } from '../ports/usage-meter.port.js';

/** What a prompt from documents comes to, in bytes: 4,096 tokens of sources and 1,000 of history, of 4 bytes each. */
export const PROMPT_BYTES = 20_384;
/** What an answer comes to that nobody here saw to its end, in bytes: 1,024 tokens. */
const UNSEEN_ANSWER_BYTES = 4_096;

/** The chunks of an answer's stream that say something about what it cost. */
const chunkSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('data-status'), data: z.object({ stage: z.string() }) }),
  z.object({ type: z.literal('text-delta'), delta: z.string() }),
  z.object({ type: z.literal('data-usage'), data: usageSchema }),
  z.object({ type: z.literal('finish') }),
]);

/**
 * What one answer from the documents used, seen from the door: chat's own count once the answer has ended, and before
 * that what its prompt and its text come to. An answer whose reader leaves runs on for whoever comes back, so that it is
 * charged whole.
 */
export class AnswerUse implements AnswerWatch {
  private answerBytes = 0;
  private usage: Usage | undefined;
  /** Whether the model was asked; undefined: it cannot be told. */
  private wasAsked: boolean | undefined;
  private isComplete = false;
  /** Set where the answer was there already, or is made for another request. */
  isPaidElsewhere = false;

  /** @param runsOn whether the answer goes on without its reader. */
  constructor(
    private readonly questionBytes: number,
    private readonly runsOn: boolean,
  ) {}

  /** Takes in whole events of the stream. */
  events(events: Buffer): void {
    this.wasAsked ??= false;
    for (const line of events.toString('utf8').split('\n')) if (line.startsWith('data: {')) this.chunk(line.slice(6));
  }

  /** Takes in the JSON answer. */
  whole(body: Buffer): void {
    const answer = chatAnswerSchema.pick({ usage: true, answer: true, sources: true }).safeParse(parsed(body));
    this.isComplete = answer.success;
    this.wasAsked = answer.success && answer.data.sources.length > 0;
    this.usage = answer.data?.usage;
    this.answerBytes = Buffer.byteLength(answer.data?.answer ?? '');
  }

  /** What it came to. @param hasLeft whether the reader went before its end. */
  used(hasLeft: boolean): ActualUse {
    if (this.isPaidElsewhere) return { tokens: undefined, requestBytes: 0, answerBytes: 0, outcome: 'refused' };
    const isLeft = hasLeft && !this.isComplete;
    const wasAsked = this.wasAsked === true || isLeft;
    const outcome = this.isComplete ? 'complete' : isLeft ? 'left' : wasAsked ? 'broken' : 'refused';
    const isCounted = this.isComplete && this.usage && (this.usage.totalTokens > 0 || !wasAsked);
    return {
      tokens: isCounted && this.usage ? { input: this.usage.inputTokens, output: this.usage.outputTokens } : undefined,
      requestBytes: this.questionBytes + (wasAsked ? PROMPT_BYTES : 0),
      answerBytes: isLeft && this.runsOn ? Math.max(this.answerBytes, UNSEEN_ANSWER_BYTES) : this.answerBytes,
      outcome,
    };
  }

  private chunk(json: string): void {
    const chunk = chunkSchema.safeParse(parsed(json)).data;
    if (chunk?.type === 'data-status') this.wasAsked ||= chunk.data.stage !== 'searching';
    if (chunk?.type === 'text-delta') this.answerBytes += Buffer.byteLength(chunk.delta);
    if (chunk?.type === 'data-usage') this.usage = chunk.data;
    if (chunk?.type === 'finish') this.isComplete = true;
  }
}

function parsed(json: Buffer | string): unknown {
  try {
    return JSON.parse(json.toString());
  } catch {
    return undefined;
  }
}
