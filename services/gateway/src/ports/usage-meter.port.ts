import type { Caller } from '@shared/identity';

/** What a model call may use, as far as its request shows. */
export interface ExpectedUse {
  readonly caller: Caller;
  /** Which part of the API: `chat/completions`, `responses`, `embeddings`, `audio/transcriptions`, `audio/speech`, `realtime`, `chat` or `completion`. */
  readonly operation: string;
  /** The model asked for, as the client names it. */
  readonly model: string;
  /** Bytes of the request's body; 0 where it is not known beforehand, as for `realtime`. */
  readonly requestBytes: number;
  /** Longest answer the client asks for, in tokens, times the number of answers; undefined: it does not say. */
  readonly maxOutputTokens: number | undefined;
}

/** What a model call did use. */
export interface ActualUse {
  /** Tokens by the provider's count; undefined where none arrived, and the bytes are all there is to go by. */
  readonly tokens: { readonly input: number; readonly output: number } | undefined;
  readonly requestBytes: number;
  /** Bytes of the answer that came from the model, whoever was still there to read them. */
  readonly answerBytes: number;
  /**
   * `complete`; `left`: the client went away first; `broken`: the answer ended with a fault after it had begun;
   * `refused`: no deployment took the call, so that it cost nothing.
   */
  readonly outcome: 'complete' | 'left' | 'broken' | 'refused';
}

/** Room in the caller's budget that one call holds until it is settled. */
export interface Reservation {
  /** Tells what the call used. Called exactly once, in a `finally`; never throws. */
  settle(used: ActualUse): void;
}

/** Keeps the accounts of model calls: asked before every one, told after every one. */
export abstract class UsageMeter {
  /** @throws {DomainError} if the caller's budget has no room for it: the call is then not made. */
  abstract reserve(expected: ExpectedUse): Promise<Reservation>;
}
