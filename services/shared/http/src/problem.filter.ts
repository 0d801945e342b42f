import { Catch, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { describeError } from '@shared/telemetry';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { foreseen, PROBLEM_TYPE, toProblem } from './problem.js';

/** Turns anything thrown into one body shape: RFC 9457 `application/problem+json`. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger(ProblemFilter.name);

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    // The client has left: nobody is there to be told, and nothing went wrong on our side.
    if (reply.raw.destroyed) return;

    const problem = toProblem(error, request.id);

    // What was foreseen and has no cause is told by its status in the entry of the request.
    const known = foreseen(error);
    if (problem.status >= 500 && (!known || known.cause !== undefined)) {
      this.logger.error({ correlationId: request.id, code: problem.code, err: describeError(error) });
    }
    // A stream that has begun has already sent its status: all that is left is to end it.
    if (reply.raw.headersSent) return void reply.raw.destroy();

    const retryAfterSeconds = known?.retryAfterSeconds;
    if (retryAfterSeconds !== undefined) void reply.header('retry-after', String(Math.ceil(retryAfterSeconds)));
    if (known) void reply.headers(known.headers);
    void reply.status(problem.status).type(PROBLEM_TYPE).send(JSON.stringify(problem));
  }
}
