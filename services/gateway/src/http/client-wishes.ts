import type { FastifyRequest } from 'fastify';
import type { KnownCaller } from '../ports/caller-identity.port.js';
import type { ClientWishes } from '../openai/model-relay.js';

/** A word of the client's own that keeps its calls on one deployment. */
const SESSION = /^[\w.:-]{1,128}$/;

/** What the headers of a request say about how its model call is to be made. */
export function clientWishes({ headers }: FastifyRequest, caller: KnownCaller, gone: AbortSignal): ClientWishes {
  const session = headers['x-session-id'];
  return {
    caller,
    gone,
    cookies: headers.cookie,
    session: typeof session === 'string' && SESSION.test(session) ? session : undefined,
    tellsFilter: headers['x-content-filter-detail'] === 'true',
  };
}
