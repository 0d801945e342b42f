import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { CallerIdentity } from '../ports/caller-identity.port.js';
import { requestState } from './request-state.js';

/** Lets in only whom {@link CallerIdentity} knows. */
@Injectable()
export class CallerGuard implements CanActivate {
  constructor(private readonly identity: CallerIdentity) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    requestState.keepCaller(
      request,
      await this.identity.identify({ headers: request.headers, correlationId: request.id }),
    );
    return true;
  }
}
