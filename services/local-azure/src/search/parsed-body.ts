import type { Json } from './json.js';
import { SearchError } from './search-error.js';

/** @throws {SearchError} 400 where the body is no JSON. */
export function parsedBody(body: string): Json {
  try {
    return JSON.parse(body) as Json;
  } catch {
    throw new SearchError(400, '', 'The request is invalid. Details: parameters : The body is not valid JSON.');
  }
}
