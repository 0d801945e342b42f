import { createHash } from 'node:crypto';
import { InvalidInput } from '@shared/errors';
import type { Caller } from '@shared/identity';
import { callerKey } from '../limits/caller-key.js';

/** Answers whose conversation is remembered; the oldest are forgotten. About 2 MB. */
const MAX_ANSWERS = 10_000;

/** What the documents are asked: the last message of the user, and the conversation that it goes on with. */
export interface DocumentsQuestion {
  readonly message: string;
  readonly conversationId?: string;
  readonly documentIds?: unknown;
  readonly tags?: unknown;
}

/**
 * Finds the conversation that a client without any memory of ours goes on with: by the answer that it sends back as
 * the last word of the assistant. The service's own history counts then, whatever else the client sends.
 */
export class DocumentThreads {
  private readonly conversations = new Map<string, string>();

  note(caller: Caller, answer: string, conversationId: string): void {
    if (answer === '') return;
    this.conversations.set(keyOf(caller, answer), conversationId);
    const [oldest] = this.conversations.keys();
    if (this.conversations.size > MAX_ANSWERS && oldest !== undefined) this.conversations.delete(oldest);
  }

  /** Undefined: a new conversation. */
  of(caller: Caller, answer: string): string | undefined {
    return this.conversations.get(keyOf(caller, answer));
  }
}

const keyOf = (caller: Caller, answer: string): string =>
  createHash('sha256')
    .update(`${callerKey(caller)}\n${answer.trim()}`)
    .digest('base64url');

/** @throws {InvalidInput} where no user says anything, or more than one answer is asked for. */
export function questionIn(
  fields: Readonly<Record<string, unknown>>,
  caller: Caller,
  threads: DocumentThreads,
): DocumentsQuestion {
  const { messages, n, conversation_id: given, document_ids: documentIds, tags } = fields;
  if (n !== undefined && n !== null && n !== 1) throw new InvalidInput('n: this model gives one answer.');
  if (!Array.isArray(messages)) throw new InvalidInput('messages: send a list of messages.');
  const message = textOfLast(messages, 'user');
  if (message === undefined) throw new InvalidInput('messages: the last message must be the question of the user.');
  const before = textOfLast(messages, 'assistant');
  const conversationId =
    typeof given === 'string' ? given : before === undefined ? undefined : threads.of(caller, before);
  return {
    message,
    ...(conversationId === undefined ? {} : { conversationId }),
    ...(documentIds === undefined ? {} : { documentIds }),
    ...(tags === undefined ? {} : { tags }),
  };
}

/** The user's must be the very last message; the assistant's may be anywhere before it. */
function textOfLast(messages: readonly unknown[], role: 'user' | 'assistant'): string | undefined {
  const candidates = role === 'user' ? messages.slice(-1) : messages;
  const last = candidates.findLast((message) => isRecord(message) && message['role'] === role);
  return isRecord(last) ? textOf(last['content']) : undefined;
}

function textOf(content: unknown): string | undefined {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return undefined;
  const texts = content.flatMap((part: unknown) =>
    isRecord(part) && typeof part['text'] === 'string' ? [part['text']] : [],
  );
  return texts.length > 0 ? texts.join('\n') : undefined;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
