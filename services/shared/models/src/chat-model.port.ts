/** One message of a prompt. */
export interface PromptMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

/** What a model is asked. */
export interface ChatRequest {
  readonly messages: readonly PromptMessage[];
  /** Longest answer, in tokens. */
  readonly maxOutputTokens: number;
  /** Ask for JSON of this schema instead of prose. */
  readonly jsonSchema?: { readonly name: string; readonly schema: Record<string, unknown> };
}

/** Tokens of one call, as the provider counted them, or zero where it did not say. */
export interface TokenUsage {
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** A piece of a streamed answer. `finish` comes exactly once, last. */
export type ChatPiece =
  | { readonly type: 'text'; readonly text: string }
  | {
      readonly type: 'finish';
      readonly reason: 'stop' | 'length' | 'content-filter';
      readonly usage: TokenUsage;
      readonly model: string;
      /** Public name of the deployment that answered, where there is a pool. */
      readonly deployment?: string;
    };

/**
 * Writes an answer to a prompt, as deterministically as the model can: temperature 0 where it takes one.
 *
 * Contract, kept by every adapter and checked by `describeChatModel`:
 * - text pieces in order, then exactly one `finish`; an answer that ends without a reason is an error, not a silent end;
 * - closing the iterator, or aborting `signal`, closes the connection to the model at once.
 */
export abstract class ChatModel {
  /** The deployment or model asked. */
  abstract readonly model: string;

  /**
   * @throws {ModelUnavailable | ModelThrottled | ModelRefusesUs | ContentFiltered | ModelRejectedRequest}
   * @throws `signal.reason` once `signal` aborts.
   */
  abstract stream(request: ChatRequest, signal?: AbortSignal): AsyncGenerator<ChatPiece>;
}
