import { session } from '../sign-in/session.js';
import { text } from '../text.js';
import { ApiError, readProblem, retryAfterSeconds } from './problem.js';

/** Makes the error of a response that was not a success; `body` is its text. */
export function refused(status: number, body: string, retryAfter: string | null): ApiError {
  const trouble = readProblem(body) ?? { code: 'unknown', message: text.chat.errorBody };
  return new ApiError(trouble, status, retryAfterSeconds(retryAfter));
}

/** The error of a request that got no answer. */
export const unreachable = (message: string = text.chat.offline) => new ApiError({ code: 'unreachable', message }, 0);

/**
 * One request to the gateway, same origin.
 *
 * @throws {ApiError} for every answer that is not a success, and for none at all.
 * @throws `signal.reason` once `signal` aborts.
 */
export async function request(path: string, init: RequestInit = {}): Promise<Response> {
  const identity = await session.headers();
  let response: Response;
  try {
    response = await fetch(path, { ...init, headers: { accept: 'application/json', ...identity, ...init.headers } });
  } catch {
    init.signal?.throwIfAborted();
    throw unreachable();
  }
  if (response.status === 401) session.refused();
  if (!response.ok) throw refused(response.status, await response.text(), response.headers.get('retry-after'));
  return response;
}

/** Reads a JSON answer. The gateway's shapes are checked by its own tests, so they are trusted here. */
export async function getJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  const response = await request(path, signal ? { signal } : {});
  return (await response.json()) as T;
}

/** Sends a JSON body. */
export async function sendJson(method: 'POST' | 'PATCH', path: string, body: object): Promise<Response> {
  return request(path, { method, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });
}

/** The sentence to show for anything that was thrown. */
export const sentenceOf = (error: unknown): string => (error instanceof ApiError ? error.message : text.chat.errorBody);
