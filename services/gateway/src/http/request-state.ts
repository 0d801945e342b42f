import type { FastifyRequest } from 'fastify';
import type { KnownCaller } from '../ports/caller-identity.port.js';
import type { PublicRoute } from '../routing/public-route.js';

const routes = new WeakMap<FastifyRequest, PublicRoute>();
const callers = new WeakMap<FastifyRequest, KnownCaller>();

/** What the guards found out about a request, for whoever comes after them. */
export const requestState = {
  keepRoute: (request: FastifyRequest, route: PublicRoute): unknown => routes.set(request, route),
  keepCaller: (request: FastifyRequest, caller: KnownCaller): unknown => callers.set(request, caller),
  /** @throws {Error} if no guard has looked: a fault of ours. */
  routeOf: (request: FastifyRequest): PublicRoute => known(routes.get(request), 'route'),
  /** @throws {Error} if no guard has looked: a fault of ours. */
  callerOf: (request: FastifyRequest): KnownCaller => known(callers.get(request), 'caller'),
};

function known<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`No guard has found out the ${what} of this request`);
  return value;
}
