import type { JsonObject } from './json.js';

/** One entry of `error.details`. */
export interface ErrorDetail {
  readonly code: string;
  readonly message: string;
}

/** An answer of AI Search that is not a success: its status, and the error object that goes with it. */
export class SearchError extends Error {
  /**
   * @param status HTTP status, 400 to 599.
   * @param code the service's own code; for many errors it is the empty string, as the service does.
   */
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly details: readonly ErrorDetail[] = [],
  ) {
    super(message);
    this.name = new.target.name;
  }

  /** The body the service sends. */
  body(): JsonObject {
    const { code, message, details } = this;
    const list = details.map((detail) => ({ code: detail.code, message: detail.message }));
    return { error: { code, message, ...(list.length > 0 && { details: list }) } };
  }
}

/** 400 about one parameter, in the form the service gives it. */
export function invalidParameter(
  parameter: string,
  message: string,
  detail: string,
  code = 'InvalidRequestParameter',
): SearchError {
  return new SearchError(400, code, `The request is invalid. Details: ${parameter} : ${message}`, [
    { code: detail, message: `${message} Parameters: ${parameter}` },
  ]);
}

/** 400 about an OData expression: `$filter`, `$orderby` or `$select`. */
export function invalidExpression(message: string, parameter: string): SearchError {
  return new SearchError(400, '', `Invalid expression: ${message}\r\nParameter name: ${parameter}`);
}

/** 400 about something the service can do and this emulator does not. */
export function notEmulated(what: string): SearchError {
  return new SearchError(
    400,
    'NotEmulated',
    `Local Azure does not emulate ${what}. Leave it out, or run against a real search service.`,
  );
}

/** 404 about an index, as management calls say it. */
export function indexNotFound(index: string): SearchError {
  const message = `No index with the name '${index}' was found in a service named 'local'.`;
  return new SearchError(404, 'OperationNotAllowed', message, [{ code: 'IndexNotFoundInService', message }]);
}

/** 404 about an index, as calls on its documents say it. */
export function indexOfDocumentsNotFound(index: string): SearchError {
  return new SearchError(404, '', `The index '${index}' for service 'local' was not found.`);
}

/** 412: an `If-Match` or `If-None-Match` did not hold. */
export function preconditionFailed(): SearchError {
  return new SearchError(
    412,
    '',
    'The precondition given in one of the request headers evaluated to false. No change was made to the resource from this request.',
  );
}
