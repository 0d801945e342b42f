import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { MethodNotAllowed } from '../routing/errors.js';
import { RouteMatcher } from '../routing/route-matcher.js';
import { requestState } from './request-state.js';

/** Finds the row of the route table; lets nothing in that has none. */
@Injectable()
export class RouteGuard implements CanActivate {
  constructor(private readonly matcher: RouteMatcher) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    try {
      requestState.keepRoute(request, this.matcher.match(request.method, request.url.split('?', 1)[0] ?? ''));
      return true;
    } catch (error) {
      if (error instanceof MethodNotAllowed) {
        context.switchToHttp().getResponse<FastifyReply>().header('allow', error.allowed.join(', '));
      }
      throw error;
    }
  }
}
