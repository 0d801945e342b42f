import { DomainError } from '@shared/errors';

/** The service behind a route does not answer. */
export class ServiceUnavailable extends DomainError {
  readonly code = 'service_unavailable';
  readonly kind = 'unavailable';
  constructor(options?: { cause?: unknown }) {
    super('This part of the product does not answer just now; it is probably starting. Try again in a few seconds.', {
      ...options,
      retryAfterSeconds: 2,
    });
  }
}

/** The service that answers broke off in the middle. */
export class AnswerInterrupted extends DomainError {
  readonly code = 'answer_interrupted';
  readonly kind = 'unavailable';
  constructor() {
    super('The connection to the answer broke; load the conversation to see how far it came, or ask again.');
  }
}

/** All files of one upload together are larger than the gateway lets through. */
export class UploadTooLarge extends DomainError {
  readonly code = 'upload_too_large';
  readonly kind = 'too-large';
  constructor(maxBytes: number) {
    super(`One upload may be ${inWords(maxBytes)} at most; send fewer files at once, or smaller ones.`);
  }
}

/** The body stopped arriving, or arrives too slowly. */
export class BodyTimedOut extends DomainError {
  readonly code = 'body_timed_out';
  readonly kind = 'timeout';
  constructor(what: string) {
    super(`${what}; send it again over a better connection.`);
  }
}

/** The client's connection closed before its body was complete: nobody is left to be told. */
export class ClientLeft extends Error {
  override readonly name = 'ClientLeft';
}

/** "100 MiB", "64 KiB", "12 bytes". */
export function inWords(bytes: number): string {
  if (bytes >= 1024 ** 2) return `${Math.floor(bytes / 1024 ** 2)} MiB`;
  return bytes >= 1024 ? `${Math.floor(bytes / 1024)} KiB` : `${bytes} bytes`;
}
