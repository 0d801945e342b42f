/** What the caller should do about an error; the HTTP edge turns it into a status. */
export type ErrorKind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'missing'
  | 'method'
  | 'timeout'
  | 'conflict'
  | 'too-large'
  | 'unsupported'
  | 'range'
  | 'busy'
  | 'upstream'
  | 'unavailable';

/** Options of a {@link DomainError}. */
export interface DomainErrorOptions {
  /** Whatever explains the failure to us; never shown to a caller. */
  cause?: unknown;
  /** Seconds after which trying again makes sense; sent as `Retry-After`. */
  retryAfterSeconds?: number;
  /** Further headers of the answer, in lower case, such as `ratelimit-remaining`. */
  headers?: Readonly<Record<string, string>>;
}

/**
 * A failure the domain expects and has a name for.
 *
 * `code` is stable and public: clients and alerts match on it, so a code is never renamed, and every
 * code has a row in docs/errors.md. `message` is public too and tells the reader what to do: put
 * nothing in it that a stranger may not read. Whatever explains the failure to us goes in `cause`.
 */
export abstract class DomainError extends Error {
  abstract readonly code: string;
  abstract readonly kind: ErrorKind;
  readonly retryAfterSeconds: number | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(message: string, options: DomainErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.name = new.target.name;
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.headers = options.headers ?? {};
  }
}

/** HTTP status of each kind; a new kind does not compile until it has one. */
export const STATUS_OF_KIND: Record<ErrorKind, number> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  missing: 404,
  method: 405,
  timeout: 408,
  conflict: 409,
  'too-large': 413,
  unsupported: 415,
  range: 416,
  busy: 429,
  upstream: 502,
  unavailable: 503,
};
