import { Injectable, type ExecutionContext } from '@nestjs/common';
import {
  ThrottlerGuard,
  type ThrottlerModuleOptions,
  type ThrottlerOptions,
  type ThrottlerRequest,
} from '@nestjs/throttler';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { GatewayConfig } from '../config/gateway.config.js';
import { RateLimited } from '../limits/errors.js';
import { FixedWindows } from '../limits/fixed-windows.js';
import { isUpload } from '../routing/public-route.js';
import { requestState } from './request-state.js';

const MINUTE_MS = 60_000;

const requestOf = (context: ExecutionContext): FastifyRequest => context.switchToHttp().getRequest<FastifyRequest>();

/** The two limits of a caller: all requests, and uploads. A limit of 0 is no limit. */
export function limits(config: GatewayConfig): ThrottlerModuleOptions {
  const requests: ThrottlerOptions = { name: 'requests', ttl: MINUTE_MS, limit: config.requestsPerMinute };
  const uploads: ThrottlerOptions = {
    name: 'uploads',
    ttl: MINUTE_MS,
    limit: config.uploadsPerMinute,
    skipIf: (context) => !isUpload(requestState.routeOf(requestOf(context))),
  };
  return { storage: new FixedWindows(), throttlers: [requests, uploads].filter(({ limit }) => limit !== 0) };
}

/**
 * Keeps every caller to their limits; stands after the guards that find route and caller.
 *
 * Tells in `RateLimit-*` where the caller stands with the limit that is nearest to its end.
 */
@Injectable()
export class LimitsGuard extends ThrottlerGuard {
  protected override async handleRequest({
    context,
    limit,
    ttl,
    throttler,
    blockDuration,
  }: ThrottlerRequest): Promise<boolean> {
    const name = throttler.name ?? 'requests';
    const { tenantId, userId } = requestState.callerOf(requestOf(context));
    const key = `${name} ${tenantId} ${userId}`;
    const { totalHits, timeToExpire, isBlocked } = await this.storageService.increment(
      key,
      ttl,
      limit,
      blockDuration,
      name,
    );

    const reply = context.switchToHttp().getResponse<FastifyReply>();
    const remaining = Math.max(0, limit - totalHits);
    const nearest = reply.getHeader('ratelimit-remaining');
    if (nearest === undefined || remaining <= Number(nearest)) {
      void reply.headers({
        'ratelimit-limit': limit,
        'ratelimit-remaining': remaining,
        'ratelimit-reset': timeToExpire,
      });
    }
    if (isBlocked) throw new RateLimited(name, limit, timeToExpire);
    return true;
  }
}
