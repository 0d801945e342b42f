import { Injectable, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import {
  InjectThrottlerOptions,
  InjectThrottlerStorage,
  ThrottlerGuard,
  type ThrottlerModuleOptions,
  type ThrottlerOptions,
  type ThrottlerRequest,
  type ThrottlerStorage,
} from '@nestjs/throttler';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { GatewayConfig } from '../config/gateway.config.js';
import { callerKey } from '../limits/caller-key.js';
import { CallerStreams } from '../limits/caller-streams.js';
import { RateLimited } from '../limits/errors.js';
import { isUpload } from '../routing/public-route.js';
import { tellLimit } from './limit-headers.js';
import { requestState } from './request-state.js';

const MINUTE_MS = 60_000;

const requestOf = (context: ExecutionContext): FastifyRequest => context.switchToHttp().getRequest<FastifyRequest>();

/** The two limits of a caller: all requests, and uploads. A limit of 0 is no limit; an API key may have its own. */
export function limits(config: GatewayConfig, storage: ThrottlerStorage): ThrottlerModuleOptions {
  const requestsOf = (context: ExecutionContext): number =>
    requestState.callerOf(requestOf(context)).limits?.requestsPerMinute ?? config.requestsPerMinute;
  const requests: ThrottlerOptions = {
    name: 'requests',
    ttl: MINUTE_MS,
    limit: requestsOf,
    skipIf: (context) => requestsOf(context) === 0,
  };
  const uploads: ThrottlerOptions = {
    name: 'uploads',
    ttl: MINUTE_MS,
    limit: config.uploadsPerMinute,
    skipIf: (context) => config.uploadsPerMinute === 0 || !isUpload(requestState.routeOf(requestOf(context))),
  };
  return { storage, throttlers: [requests, uploads] };
}

/**
 * Keeps every caller to their limits; stands after the guards that find route and caller.
 *
 * Tells in `RateLimit-*` where the caller stands with the limit that is nearest to its end.
 */
@Injectable()
export class LimitsGuard extends ThrottlerGuard {
  constructor(
    @InjectThrottlerOptions() options: ThrottlerModuleOptions,
    @InjectThrottlerStorage() storage: ThrottlerStorage,
    reflector: Reflector,
    private readonly streams: CallerStreams,
  ) {
    super(options, storage, reflector);
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    const isIn = await super.canActivate(context);
    const request = requestOf(context);
    if (requestState.routeOf(request).streams) {
      const leave = this.streams.enter(callerKey(requestState.callerOf(request)));
      context.switchToHttp().getResponse<FastifyReply>().raw.once('close', leave);
    }
    return isIn;
  }

  protected override async handleRequest({
    context,
    limit,
    ttl,
    throttler,
    blockDuration,
  }: ThrottlerRequest): Promise<boolean> {
    const name = throttler.name ?? 'requests';
    const key = `${name} ${callerKey(requestState.callerOf(requestOf(context)))}`;
    const { totalHits, timeToExpire, isBlocked } = await this.storageService.increment(
      key,
      ttl,
      limit,
      blockDuration,
      name,
    );
    tellLimit(context.switchToHttp().getResponse<FastifyReply>(), {
      name,
      limit,
      windowSeconds: ttl / 1000,
      remaining: Math.max(0, limit - totalHits),
      resetSeconds: timeToExpire,
    });
    if (isBlocked) throw new RateLimited(name, limit, timeToExpire);
    return true;
  }
}
