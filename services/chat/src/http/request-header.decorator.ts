import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ASSERTION_HEADER } from '@shared/identity';
import type { FastifyRequest } from 'fastify';

/** One header of the request; undefined if it is missing or there are several. */
export const RequestHeader = createParamDecorator((name: string, context: ExecutionContext): string | undefined => {
  const value = context.switchToHttp().getRequest<FastifyRequest>().headers[name];
  return typeof value === 'string' ? value : undefined;
});

/** The signed assertion of a request that passed the guard, to pass on to the catalog. */
export const Assertion = (): ParameterDecorator => RequestHeader(ASSERTION_HEADER);
