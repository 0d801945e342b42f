import { Readable } from 'node:stream';
import { Controller, Post, Req, Res, UseGuards } from '@nestjs/common';
import { ANSWER_ORIGIN_HEADER, SCREENED_HEADER } from '@shared/contracts';
import { Screener } from '@shared/screening';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { askedQuestion } from '../answers/asked-question.js';
import { AnswerUse, PROMPT_BYTES } from '../answers/answer-use.js';
import { GatewayConfig } from '../config/gateway.config.js';
import { Forwarder } from '../forwarding/forwarder.js';
import { UsageMeter, type Reservation } from '../ports/usage-meter.port.js';
import type { UpstreamReply } from '../ports/upstreams.port.js';
import { CHAT_MAX_BYTES } from '../routing/chat-routes.js';
import { CallerGuard } from './caller.guard.js';
import { whenClientLeaves } from './client-connection.js';
import { parseJson, readJsonBytes } from './json-body.js';
import { LimitsGuard } from './limits.guard.js';
import { requestState } from './request-state.js';
import { RouteGuard } from './route.guard.js';
import { sendAnswer } from './send-answer.js';

/** Questions to the documents: read here, because what is asked is screened and held to the caller's tokens; answered by chat. */
@Controller('api/chat')
@UseGuards(RouteGuard, CallerGuard, LimitsGuard)
export class AskController {
  constructor(
    private readonly forwarder: Forwarder,
    private readonly screener: Screener,
    private readonly meter: UsageMeter,
    private readonly config: GatewayConfig,
  ) {}

  @Post()
  async ask(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const gone = whenClientLeaves(request, reply);
    const body = await readJsonBytes(request, CHAT_MAX_BYTES);
    const question = askedQuestion(parseJson(body));
    // Chat refuses such a body, in its own words; no model is asked.
    if (question === undefined) return sendAnswer(request, reply, await this.forward(request, body, gone), gone);

    const { blockedBy } = await this.screener.question(question, gone);
    if (blockedBy.length > 0) {
      // Chat records it and refuses; no model is asked.
      const told = { [SCREENED_HEADER]: blockedBy.join(',') };
      return sendAnswer(request, reply, await this.forward(request, body, gone, told), gone);
    }

    const questionBytes = Buffer.byteLength(question);
    const use = new AnswerUse(questionBytes, !String(request.headers['accept']).includes('application/json'));
    const reservation = await this.meter.reserve({
      caller: requestState.callerOf(request),
      operation: 'answer',
      model: this.config.models.chat.model,
      requestBytes: questionBytes + PROMPT_BYTES,
      maxOutputTokens: undefined,
    });
    await this.answer(request, reply, body, gone, use, reservation);
  }

  /** Settles in every case, and once: as soon as the client's connection is through with the answer. */
  private async answer(
    request: FastifyRequest,
    reply: FastifyReply,
    body: Buffer,
    gone: AbortSignal,
    use: AnswerUse,
    reservation: Reservation,
  ): Promise<void> {
    let isSent = false;
    try {
      const answer = await this.forward(request, body, gone);
      if (answer.headers[ANSWER_ORIGIN_HEADER] === 'known') use.isPaidElsewhere = true;
      if (!reply.raw.closed) {
        reply.raw.once('close', () => reservation.settle(use.used(gone.aborted)));
        isSent = true;
      }
      sendAnswer(request, reply, answer, gone, use);
    } finally {
      if (!isSent) reservation.settle(use.used(gone.aborted));
    }
  }

  private forward(
    request: FastifyRequest,
    body: Buffer,
    gone: AbortSignal,
    told: Readonly<Record<string, string>> = {},
  ): Promise<UpstreamReply> {
    const { method, url, headers } = request;
    const client = { method, url, headers, body: Readable.from([body]) };
    return this.forwarder.forward(requestState.routeOf(request), client, requestState.callerOf(request), gone, told);
  }
}
