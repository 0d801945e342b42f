import { Controller, Get, HttpCode, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import { completionQuery, plainChatBody, type CompletionResult, type PlainChatResult } from '@shared/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { NoDeployment, type PromptMessage } from '@shared/models';
import { PlainAnswers, type PlainAnswer } from '../plain/plain-answers.js';
import { PLAIN_CHAT_MAX_BYTES } from '../routing/gateway-routes.js';
import { CallerGuard } from './caller.guard.js';
import { whenClientLeaves } from './client-connection.js';
import { readJson } from './json-body.js';
import { LimitsGuard } from './limits.guard.js';
import { requestState } from './request-state.js';
import { RouteGuard } from './route.guard.js';

/** The plain endpoints of small wrappers: straight to the default chat deployment. */
@Controller()
@UseGuards(RouteGuard, CallerGuard, LimitsGuard)
export class PlainController {
  constructor(private readonly answers: PlainAnswers) {}

  @Post('chat')
  @HttpCode(200)
  async chat(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PlainChatResult> {
    const { messages } = await readJson(request, plainChatBody, PLAIN_CHAT_MAX_BYTES);
    const { text, model, usage } = await this.ask(messages, request, reply);
    return { message: { role: 'assistant', content: text }, model, usage };
  }

  @Get('completion')
  async completion(
    @Query({ schema: completionQuery }) { query }: z.infer<typeof completionQuery>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CompletionResult> {
    const { text, model, usage } = await this.ask([{ role: 'user', content: query }], request, reply);
    return { completion: text, model, usage };
  }

  private async ask(
    messages: readonly PromptMessage[],
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<PlainAnswer> {
    try {
      const answer = await this.answers.answer(
        messages,
        requestState.callerOf(request),
        whenClientLeaves(request, reply),
      );
      void reply.header('x-served-by-instance', answer.deployment);
      return answer;
    } catch (error) {
      if (error instanceof NoDeployment && error.deploymentName !== undefined) {
        void reply.header('x-error-backend-instance', error.deploymentName);
      }
      throw error;
    }
  }
}
