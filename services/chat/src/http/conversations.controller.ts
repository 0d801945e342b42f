import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query, UseGuards } from '@nestjs/common';
import {
  conversationPatchBody,
  feedbackBody,
  idSchema,
  pageQuery,
  type ConversationDetail,
  type ConversationPatch,
  type ConversationView,
  type FeedbackBody,
  type Page,
} from '@shared/contracts';
import { AssertionGuard, CurrentCaller } from '@shared/http';
import type { Caller } from '@shared/identity';
import { z } from 'zod';
import { RunningAnswers } from '../answers/running-answers.js';
import { ConversationService, type ConversationQuery } from '../conversations/conversation.service.js';

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
  ): Promise<ConversationDetail> {
    return this.conversations.detail(caller, id, await this.running.isRunning(caller, id));
  }

  @Patch(':id')
  rename(
    @CurrentCaller() caller: Caller,
    @Param('id', { schema: idSchema }) id: string,
    @Body({ schema: conversationPatchBody }) { title }: ConversationPatch,
  ): Promise<ConversationView> {
    return this.conversations.rename(caller, id, title);
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
