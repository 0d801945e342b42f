import { Catch, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { describeError } from '@shared/telemetry';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { foreseen, PROBLEM_FACE, toProblem, type ErrorFace } from './problem.js';

const SECOND_MS = 1_000;

/** Turns anything thrown into one body shape: RFC 9457 `application/problem+json`, or what the address asks for. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger(ProblemFilter.name);

  /** @param faceOf how errors of an address look; default: as problems. */
  constructor(private readonly faceOf: (url: string) => ErrorFace = () => PROBLEM_FACE) {}

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
    if (retryAfterSeconds !== undefined) {
      const wholeMs = String(Math.ceil(retryAfterSeconds * SECOND_MS));
      void reply.headers({ 'retry-after': String(Math.ceil(retryAfterSeconds)), 'retry-after-ms': wholeMs });
    }
    if (known) void reply.headers(known.headers);
    const face = this.faceOf(request.url);
    void reply
      .status(problem.status)
      .type(face.mediaType)
      .send(JSON.stringify(face.body(problem)));
  }
}
