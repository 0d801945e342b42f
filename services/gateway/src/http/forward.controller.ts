import { Readable } from 'node:stream';
import { All, Controller, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { fileSafetyHeaders } from '../forwarding/file-safety.js';
import { Forwarder } from '../forwarding/forwarder.js';
import { headersForClient } from '../forwarding/headers.js';
import { wholeEvents } from '../forwarding/whole-events.js';
import type { UpstreamReply } from '../ports/upstreams.port.js';
import type { PublicRoute } from '../routing/public-route.js';
import { CallerGuard } from './caller.guard.js';
import { whenClientLeaves } from './client-connection.js';
import { LimitsGuard } from './limits.guard.js';
import { requestState } from './request-state.js';
import { RouteGuard } from './route.guard.js';

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
    send(reply, route, answer, method, gone);
  }
}

function send(
  reply: FastifyReply,
  route: PublicRoute,
  { status, headers, body }: UpstreamReply,
  method: string,
  gone: AbortSignal,
): void {
  void reply.status(status).headers(headersForClient(headers));
  if (route.servesFile && status < 300) {
    void reply.headers(
      fileSafetyHeaders(String(headers['content-type'] ?? ''), String(headers['content-disposition'] ?? '')),
    );
  }
  if (method === 'HEAD' || status === 204 || status === 304) {
    body.resume();
    void reply.send();
    return;
  }
  const isEvents = String(headers['content-type'] ?? '').startsWith('text/event-stream');
  const isAnswer = isEvents && route.owner === 'chat';
  void reply.send(isAnswer ? Readable.from(wholeEvents(body, gone), { objectMode: false }) : body);
  // An event stream may say nothing for a while: its reader learns at once that it is open.
  if (isEvents) reply.raw.flushHeaders();
}
