import { type Problem } from '@shared/contracts';

/** What went wrong, as far as a reader needs it. */
export interface Trouble {
  /** Stable code of the server, or `unreachable` and `unknown`, which are ours. */
  code: string;
  /** A sentence that says what to do. */
  message: string;
  /** The correlation id to quote to an operator. */
  reference?: string;
}

/** Sentences for what the server could not say itself. */
export interface FallbackWords {
  unreachable: string;
  unknown: string;
}

/** A refused or failed request. */
export class ApiError extends Error {
  constructor(
    readonly trouble: Trouble,
    /** HTTP status; 0 when no answer came at all. */
    readonly status: number,
    /** How long the server asked us to wait, in seconds. */
    readonly retryAfterSeconds?: number,
  ) {
    super(trouble.message);
    this.name = 'ApiError';
  }
}

/** Reads RFC 9457 problem details out of a response body; null when the body is something else (a proxy's page, say). */
export function readProblem(body: string): Trouble | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return null;
  }
  if (typeof parsed !== 'object' || parsed === null) return null;
  const { code, detail, title, instance } = parsed as Partial<Record<keyof Problem, unknown>>;
  const message = [detail, title].find((words): words is string => typeof words === 'string' && words !== '');
  if (message === undefined) return null;
  return {
    code: typeof code === 'string' ? code : 'unknown',
    message,
    ...(typeof instance === 'string' && instance !== '' ? { reference: instance } : {}),
  };
}

/**
 * What an error of the chat stream means. A refused request carries the whole problem body as its message (the AI SDK
 * puts it there); a `data-error` part came with its own code; what is left is the network or a proxy.
 */
export function readChatError(error: Error, streamed: Trouble | null, words: FallbackWords): Trouble {
  const problem = readProblem(error.message);
  if (problem) return problem;
  if (streamed) return streamed;
  // fetch() rejects with a TypeError, and with nothing else, when no answer came.
  if (error instanceof TypeError) return { code: 'unreachable', message: words.unreachable };
  return { code: 'unknown', message: words.unknown };
}

/** `Retry-After` in seconds; dates and nonsense count as not given. */
export function retryAfterSeconds(header: string | null): number | undefined {
  if (header === null || !/^\d{1,6}$/.test(header.trim())) return undefined;
  return Number(header);
}
