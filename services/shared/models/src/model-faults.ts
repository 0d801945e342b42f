import { APIConnectionError, APIError, APIUserAbortError } from 'openai';
import { DomainError } from '@shared/errors';
import { ContentFiltered, ModelRefusesUs, ModelRejectedRequest, ModelThrottled, ModelUnavailable } from './errors.js';

/**
 * What an error of the `openai` SDK means to us; one of our own stays as it is.
 *
 * @throws `signal.reason` if it was our caller who gave up.
 */
export function modelFault(error: unknown, signal?: AbortSignal): DomainError {
  signal?.throwIfAborted();
  if (error instanceof DomainError) return error;
  // What the pool said comes inside the SDK's own error.
  if (error instanceof APIConnectionError && error.cause instanceof DomainError) return error.cause;
  if (!(error instanceof APIError) || error instanceof APIConnectionError || error instanceof APIUserAbortError) {
    return new ModelUnavailable({ cause: error });
  }
  // A stream that fails after its first byte carries the provider's code but no status.
  if (error.code === 'content_filter') return new ContentFiltered({ cause: error });
  const status = error.status as number | undefined;
  const wait = retryAfterSeconds(error.headers as Headers | undefined);
  if (status === 429)
    return new ModelThrottled({ cause: error, ...(wait === undefined ? {} : { retryAfterSeconds: wait }) });
  if (status === 401 || status === 403 || status === 404) return new ModelRefusesUs({ cause: error });
  if (status !== undefined && status < 500 && status !== 408) return new ModelRejectedRequest({ cause: error });
  return new ModelUnavailable({ cause: error, ...(wait === undefined ? {} : { retryAfterSeconds: wait }) });
}

/** The wait the server asks for, in seconds: `retry-after-ms`, or `retry-after` as seconds or as an HTTP date. */
export function retryAfterSeconds(headers: Headers | undefined, now: number = Date.now()): number | undefined {
  const ms = Number(headers?.get('retry-after-ms') ?? Number.NaN);
  if (Number.isFinite(ms) && ms >= 0) return ms / 1000;
  const value = headers?.get('retry-after');
  if (!value) return undefined;
  const seconds = Number(value);
  if (Number.isFinite(seconds)) return Math.max(0, seconds);
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, (date - now) / 1000);
}
