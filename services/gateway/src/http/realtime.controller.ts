import { Controller, Get, Query, Req, Res, UseGuards, type OnModuleDestroy } from '@nestjs/common';
import { NoDeployment } from '@shared/models';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { WebSocketExpected } from '../openai/errors.js';
import { RealtimeCalls } from '../openai/realtime-calls.js';
import { endOf } from '../openai/web-socket-end.js';
import { CallerGuard } from './caller.guard.js';
import { whenClientLeaves } from './client-connection.js';
import { clientWishes } from './client-wishes.js';
import { LimitsGuard } from './limits.guard.js';
import { requestState } from './request-state.js';
import { RouteGuard } from './route.guard.js';
import { acceptWebSocket, asksForWebSocket } from './upgrades.js';

const query = z.looseObject({ model: z.string().min(1).max(200) });

/** Realtime conversations: authenticated, then a model found, and only then answered with 101. */
@Controller('v1')
@UseGuards(RouteGuard, CallerGuard, LimitsGuard)
export class RealtimeController implements OnModuleDestroy {
  constructor(private readonly realtime: RealtimeCalls) {}

  @Get(['realtime', 'realtime/sessions'])
  async talk(
    @Req() request: FastifyRequest,
    @Query({ schema: query }) { model }: z.infer<typeof query>,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    if (!asksForWebSocket(request.raw)) throw new WebSocketExpected();
    const wishes = clientWishes(request, requestState.callerOf(request), whenClientLeaves(request, reply));
    try {
      const conversation = await this.realtime.open(model, offered(request), wishes);
      reply.hijack();
      conversation.begin(endOf(await acceptWebSocket(request.raw)));
    } catch (error) {
      if (error instanceof NoDeployment && error.deploymentName !== undefined)
        void reply.header('x-error-backend-instance', error.deploymentName);
      throw error;
    }
  }

  onModuleDestroy(): void {
    this.realtime.leaveAll();
  }
}

/** Subprotocols that go on to the model: never the one that holds a key. */
const offered = ({ headers }: FastifyRequest): string[] =>
  (headers['sec-websocket-protocol'] ?? '').split(',').some((name) => name.trim() === 'realtime') ? ['realtime'] : [];
