import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { NotIdentified } from '@shared/errors';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RoleMissing } from '../identity/errors.js';
import { CallerIdentity } from '../ports/caller-identity.port.js';
import { mayCall } from '../routing/public-route.js';
import { evidenceOf } from './evidence.js';
import { requestState } from './request-state.js';

/** Lets in only whom {@link CallerIdentity} knows, and only with the role that the route asks for. */
@Injectable()
export class CallerGuard implements CanActivate {
  constructor(private readonly identity: CallerIdentity) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    try {
      const caller = await this.identity.identify(evidenceOf(request.raw, request.id));
      const route = requestState.routeOf(request);
      if (!mayCall(caller, route)) throw new RoleMissing(route.access ?? 'reader');
      requestState.keepCaller(request, caller);
      return true;
    } catch (error) {
      if (error instanceof NotIdentified) {
        context.switchToHttp().getResponse<FastifyReply>().header('www-authenticate', 'Bearer');
      }
      throw error;
    }
  }
}
