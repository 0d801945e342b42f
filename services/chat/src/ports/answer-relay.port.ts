import type { Owner } from './conversation-store.port.js';

/** One line of a running answer's stream, with its place in the order, counting from 1. */
export interface NumberedLine {
  readonly number: number;
  readonly line: string;
}

/** What there is to know of a running answer beside its lines. */
export interface AnswerHead {
  /** Id of the answer's message. */
  readonly messageId: string;
  readonly questionId: string;
  /** Tells whether a question that comes again is the same one, without keeping its words. */
  readonly questionDigest: string;
}

/** An answer that runs, or that ended a moment ago, on this replica or on another. */
export interface RelayedAnswer {
  readonly head: AnswerHead;
  readonly isRunning: boolean;
  /**
   * Every line after `last` (0: from the beginning), once and in order, to the end. Closing the iterator leaves.
   * @throws {AnswerLost} if the replica that ran it died, or the lines cannot be had any more.
   */
  read(last: number): AsyncIterableIterator<NumberedLine>;
}

/** The right to answer a conversation, held by one replica from before the question is taken in to the answer's end. */
export interface AnswerClaim {
  /** Aborts when somebody, anywhere, wants the answer to end: within 1 s, on this replica at once. */
  readonly stopRequested: AbortSignal;
  /** From now on the answer can be found; answers with what its readers see. */
  begin(head: AnswerHead): RelayedAnswer;
  append(line: string): void;
  /** Milliseconds since the last reader was there; 0 while there is one. */
  idleMs(): Promise<number>;
  /** The last lines, and the end. Without a beginning the claim is given back. Never rejects. */
  end(lines: readonly string[]): Promise<void>;
}

/**
 * Where running answers are written down as they grow, so that readers may leave and come back, and stop them.
 *
 * Contract, kept by every adapter and checked by `describeAnswerRelay`:
 * - a conversation of one owner is claimed once at a time, on whatever replica;
 * - an answer is found by its owner only; one whose question is just being taken in is waited for;
 * - readers cost a position, not memory, and none of them slows the answer or another reader;
 * - an answer that ended is remembered for a while.
 */
export abstract class AnswerRelay {
  /** Undefined if the conversation is claimed already. */
  abstract claim(owner: Owner, conversationId: string): Promise<AnswerClaim | undefined>;
  abstract find(owner: Owner, conversationId: string): Promise<RelayedAnswer | undefined>;
  /** Resolves when the answer has ended; false if none was running. */
  abstract stop(owner: Owner, conversationId: string): Promise<boolean>;
}
