import { createParamDecorator, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { NotIdentified } from '@shared/errors';
import { ASSERTION_HEADER, AssertionVerifier, type Caller } from '@shared/identity';
import type { FastifyRequest } from 'fastify';

const callers = new WeakMap<FastifyRequest, Caller>();

/** Lets a request in only with the gateway's signed assertion of who is asking; {@link CurrentCaller} hands it on. */
@Injectable()
export class AssertionGuard implements CanActivate {
  constructor(private readonly verifier: AssertionVerifier) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const assertion = request.headers[ASSERTION_HEADER];
    callers.set(request, await this.verifier.verify(Array.isArray(assertion) ? undefined : assertion));
    return true;
  }
}

/** The verified caller of a request that passed {@link AssertionGuard}. */
export const CurrentCaller = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const caller = callers.get(context.switchToHttp().getRequest<FastifyRequest>());
  if (!caller) throw new NotIdentified();
  return caller;
});
