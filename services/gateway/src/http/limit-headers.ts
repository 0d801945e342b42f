import type { FastifyReply } from 'fastify';

/** Where a caller stands with one limit. */
export interface LimitState {
  /** As it is written in `RateLimit-Policy`: `requests`, `uploads`. */
  readonly name: string;
  readonly limit: number;
  readonly windowSeconds: number;
  readonly remaining: number;
  /** Until the limit is whole again. */
  readonly resetSeconds: number;
}

/**
 * Tells one limit in the headers of an answer.
 *
 * `RateLimit-Limit`, `-Remaining` and `-Reset` (draft-ietf-httpapi-ratelimit-headers-06, the form that clients of today
 * read) are about the limit that is nearest to its end; `RateLimit-Policy` (the drafts' later form) names every limit
 * that the request was counted under.
 */
export function tellLimit(
  reply: FastifyReply,
  { name, limit, windowSeconds, remaining, resetSeconds }: LimitState,
): void {
  const policies = reply.getHeader('ratelimit-policy');
  const policy = `"${name}";q=${limit};w=${windowSeconds}`;
  void reply.header('ratelimit-policy', policies === undefined ? policy : `${String(policies)}, ${policy}`);

  const nearest = reply.getHeader('ratelimit-remaining');
  if (nearest !== undefined && remaining > Number(nearest)) return;
  void reply.headers({ 'ratelimit-limit': limit, 'ratelimit-remaining': remaining, 'ratelimit-reset': resetSeconds });
}
