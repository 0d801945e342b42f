import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query, Res, UseGuards } from '@nestjs/common';
import {
  conversationPatchBody,
  conversationQuery,
  exportQuery,
  feedbackBody,
  idSchema,
  pageQuery,
  type ConversationDetail,
  type ConversationPageQuery,
  type ConversationPatch,
  type ConversationView,
  type ExportFormat,
  type FeedbackBody,
  type Page,
} from '@shared/contracts';
import { AssertionGuard, CurrentCaller } from '@shared/http';
import type { Caller } from '@shared/identity';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { RunningAnswers } from '../answers/running-answers.js';
import { ConversationService, type ConversationQuery } from '../conversations/conversation.service.js';
import { exportHeaders } from './export-file.js';

const listQuery = pageQuery.extend({ query: z.string().trim().max(200).optional() });

/** A person's own conversations. */
@Controller('internal/conversations')
@UseGuards(AssertionGuard)
export class ConversationsController {
  constructor(
    private readonly conversations: ConversationService,
    private readonly running: RunningAnswers,
  ) {}

  @Get()
  list(
    @CurrentCaller() caller: Caller,
    @Query({ schema: listQuery }) query: ConversationQuery,
  ): Promise<Page<ConversationView>> {
    return this.conversations.list(caller, query);
  }

  @Get(':id')
  async detail(
    @CurrentCaller() caller: Caller,
    @Param('id', { schema: idSchema }) id: string,
    @Query({ schema: conversationQuery }) page: ConversationPageQuery,
  ): Promise<ConversationDetail> {
    return this.conversations.detail(caller, id, page, await this.running.isRunning(caller, id));
  }

  @Get(':id/export')
  async export(
    @CurrentCaller() caller: Caller,
    @Param('id', { schema: idSchema }) id: string,
    @Query({ schema: exportQuery }) { format }: { format: ExportFormat },
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const isRunning = await this.running.isRunning(caller, id);
    if (format === 'json') {
      const whole = await this.conversations.whole(caller, id, isRunning);
      return void (await reply.headers(exportHeaders(whole.title, format)).send(JSON.stringify(whole, null, 2)));
    }
    const { title, text } = await this.conversations.markdown(caller, id, isRunning);
    await reply.headers(exportHeaders(title, format)).send(text);
  }

  @Patch(':id')
  change(
    @CurrentCaller() caller: Caller,
    @Param('id', { schema: idSchema }) id: string,
    @Body({ schema: conversationPatchBody }) patch: ConversationPatch,
  ): Promise<ConversationView> {
    return this.conversations.change(caller, id, patch);
  }

  @Delete(':id')
  @HttpCode(204)
  async remove(@CurrentCaller() caller: Caller, @Param('id', { schema: idSchema }) id: string): Promise<void> {
    await this.running.stop(caller, id);
    await this.conversations.remove(caller, id);
  }

  @Post(':id/messages/:messageId/feedback')
  @HttpCode(204)
  rate(
    @CurrentCaller() caller: Caller,
    @Param('id', { schema: idSchema }) id: string,
    @Param('messageId', { schema: idSchema }) messageId: string,
    @Body({ schema: feedbackBody }) feedback: FeedbackBody,
  ): Promise<void> {
    return this.conversations.rate(caller, id, messageId, feedback);
  }
}
