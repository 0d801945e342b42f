import { DomainError } from './domain-error.js';

/** What the caller sent does not fit the route's schema. Names each field, shows no value. */
export class InvalidInput extends DomainError {
  readonly code = 'invalid_input';
  readonly kind = 'invalid';
}

/** The body is not JSON. */
export class MalformedJson extends DomainError {
  readonly code = 'malformed_json';
  readonly kind = 'invalid';
  constructor(options?: { cause?: unknown }) {
    super('The body is not valid JSON; send a JSON object with content-type application/json.', options);
  }
}

/** The body is larger than the route takes. */
export class BodyTooLarge extends DomainError {
  readonly code = 'body_too_large';
  readonly kind = 'too-large';
}

/** The route does not take this content type. */
export class UnsupportedMediaType extends DomainError {
  readonly code = 'unsupported_media_type';
  readonly kind = 'unsupported';
}

/** No such route. */
export class RouteNotFound extends DomainError {
  readonly code = 'route_not_found';
  readonly kind = 'missing';
  constructor() {
    super('There is no such address; the routes are listed at /api/docs.');
  }
}

/** A call between services, or from outside, without a valid identity. */
export class NotIdentified extends DomainError {
  readonly code = 'not_identified';
  readonly kind = 'unauthenticated';
  constructor(options?: { cause?: unknown }) {
    super('The request does not say who is asking, or its proof has expired; sign in and try again.', options);
  }
}

/** The caller is known and may not do this. */
export class NotAllowed extends DomainError {
  readonly code = 'not_allowed';
  readonly kind = 'forbidden';
}

/** A store, the search service or another service of ours does not answer. */
export class DependencyUnavailable extends DomainError {
  readonly code = 'dependency_unavailable';
  readonly kind = 'unavailable';
}

/** This replica is starting or draining, or what it needs has been unreachable for a while. */
export class NotReady extends DomainError {
  readonly code = 'not_ready';
  readonly kind = 'unavailable';
  constructor() {
    super('This service is starting or stopping, or a store it needs does not answer; try again in a moment.', {
      retryAfterSeconds: 1,
    });
  }
}
