import { All, Controller, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Forwarder } from '../forwarding/forwarder.js';
import { CallerGuard } from './caller.guard.js';
import { whenClientLeaves } from './client-connection.js';
import { LimitsGuard } from './limits.guard.js';
import { requestState } from './request-state.js';
import { RouteGuard } from './route.guard.js';
import { sendAnswer } from './send-answer.js';

/** Every route of the table that a service owns. */
@Controller('api')
@UseGuards(RouteGuard, CallerGuard, LimitsGuard)
export class ForwardController {
  constructor(private readonly forwarder: Forwarder) {}

  @All('*')
  async forward(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const route = requestState.routeOf(request);
    const gone = whenClientLeaves(request, reply);
    const { method, url, headers, raw: body } = request;
    const answer = await this.forwarder.forward(
      route,
      { method, url, headers, body },
      requestState.callerOf(request),
      gone,
    );
    sendAnswer(request, reply, answer, gone);
  }
}
