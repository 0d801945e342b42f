import { codeOf } from '../error-code.ts';

/** The product refused a request; the message is its own sentence. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly status: number;
  /** Stable code of the problem, for example `file_empty`. */
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** Nobody answers at the product's address. */
export class NotRunning extends Error {
  override readonly name = 'NotRunning';

  constructor(url: string, options?: ErrorOptions) {
    super(
      `Groundwork does not answer at ${url}: start it with "npm start", or say where it runs with GROUNDWORK_URL.`,
      options,
    );
  }
}

/** All that `fetch` says about a connection that did not come about. */
const FETCH_FAILED = 'fetch failed';

const UNREACHABLE = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EHOSTUNREACH', 'ETIMEDOUT']);

/** The same fault, or {@link NotRunning} if it says that nobody is there. */
export function namedFault(error: unknown, url: string): unknown {
  const isNobodyThere = UNREACHABLE.has(codeOf(error) ?? '') || hasMessage(error, FETCH_FAILED);
  return isNobodyThere ? new NotRunning(url, { cause: error }) : error;
}

/** Not by `instanceof`, for the reason that {@link codeOf} gives. */
const hasMessage = (error: unknown, message: string): boolean =>
  typeof error === 'object' && error !== null && 'message' in error && error.message === message;

/** What a problem+json body says; a body that is none is kept to itself. */
export function refusedBy(status: number, body: string): Refused {
  try {
    const { code, detail } = JSON.parse(body) as { code?: string; detail?: string };
    if (code && detail) return new Refused(status, code, detail);
  } catch {
    // Not JSON: a proxy or another program answered.
  }
  return new Refused(
    status,
    'unknown',
    `The answer was ${status}, from something that does not speak as Groundwork does.`,
  );
}
