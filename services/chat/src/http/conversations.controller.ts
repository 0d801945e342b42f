import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query, Res, UseGuards } from '@nestjs/common';
import { AuditLog } from '@shared/audit';
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
import { SourceVeil } from '../citations/source-veil.service.js';
import { ConversationService, type ConversationQuery } from '../conversations/conversation.service.js';
import { exportHeaders } from './export-file.js';
import { Assertion } from './request-header.decorator.js';

const listQuery = pageQuery.extend({ query: z.string().trim().max(200).optional() });

/** A person's own conversations. */
@Controller('internal/conversations')
@UseGuards(AssertionGuard)
export class ConversationsController {
  constructor(
    private readonly conversations: ConversationService,
    private readonly running: RunningAnswers,
    private readonly veil: SourceVeil,
    private readonly audit: AuditLog,
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
    @Assertion() assertion: string,
  ): Promise<ConversationDetail> {
    const detail = await this.conversations.detail(caller, id, page, await this.running.isRunning(caller, id));
    return { ...detail, messages: await this.veil.over({ caller, assertion }, detail.messages) };
  }

  @Get(':id/export')
  async export(
    @CurrentCaller() caller: Caller,
    @Param('id', { schema: idSchema }) id: string,
    @Query({ schema: exportQuery }) { format }: { format: ExportFormat },
    @Assertion() assertion: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const isRunning = await this.running.isRunning(caller, id);
    if (format === 'json') {
      const kept = await this.conversations.whole(caller, id, isRunning);
      const whole = { ...kept, messages: await this.veil.over({ caller, assertion }, kept.messages) };
      return void (await reply.headers(exportHeaders(whole.title, format)).send(JSON.stringify(whole, null, 2)));
    }
    const { title, text } = await this.conversations.markdown(caller, id, isRunning, (messages) =>
      this.veil.over({ caller, assertion }, messages),
    );
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
    await this.audit.append(caller, { action: 'conversation.deleted', subject: id });
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
