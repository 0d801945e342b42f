import { STATUS_CODES } from 'node:http';
import { HttpException } from '@nestjs/common';
import {
  BodyTooLarge,
  DomainError,
  MalformedJson,
  RouteNotFound,
  STATUS_OF_KIND,
  UnsupportedMediaType,
} from '@shared/errors';
import type { Problem } from '@shared/contracts';

/** The media type of every error body under `/api` and `/internal`; RFC 9457. */
export const PROBLEM_TYPE = 'application/problem+json';

/** How errors look on the wire. */
export interface ErrorFace {
  readonly mediaType: string;
  body(problem: Problem): object;
}

/** The face of every error but those of a foreign protocol. */
export const PROBLEM_FACE: ErrorFace = { mediaType: PROBLEM_TYPE, body: (problem) => problem };

/** The public face of an error. An error we did not foresee keeps its text to itself. */
export function toProblem(error: unknown, correlationId: string): Problem {
  const known = foreseen(error);
  const status = known ? STATUS_OF_KIND[known.kind] : error instanceof HttpException ? error.getStatus() : 500;
  return {
    type: 'about:blank',
    title: STATUS_CODES[status] ?? 'Error',
    status,
    code: known?.code ?? (status === 500 ? 'internal' : 'http_error'),
    detail: known?.message ?? (status === 500 ? INTERNAL_DETAIL : (STATUS_CODES[status] ?? 'Error')),
    instance: correlationId,
  };
}

/** Code and sentence of an error nobody foresaw. */
const INTERNAL_DETAIL = 'Something went wrong on our side; try again, and quote the correlation id if it stays.';

/** Our own errors, and the framework's own that mean the same. */
export function foreseen(error: unknown): DomainError | undefined {
  if (error instanceof DomainError) return error;
  // Nest wraps Fastify's own errors; what they were is in the cause.
  if (error instanceof HttpException && error.cause !== undefined) return foreseen(error.cause);
  if (error instanceof HttpException && error.getStatus() === 404) return new RouteNotFound();
  switch (codeOf(error)) {
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
      return new MalformedJson({ cause: error });
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new BodyTooLarge('The body is larger than this address takes; send less.', { cause: error });
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new UnsupportedMediaType('This address does not take that content-type; send application/json.', {
        cause: error,
      });
    default:
      return error instanceof SyntaxError && statusOf(error) === 400 ? new MalformedJson({ cause: error }) : undefined;
  }
}

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined);
const statusOf = (error: Error): unknown => ('statusCode' in error ? error.statusCode : undefined);
