import { Controller, Delete, Get, Param, Query, Res, UseGuards } from '@nestjs/common';
import { feedbackQuery, userIdSchema, type Erased, type FeedbackQuery } from '@shared/contracts';
import { AssertionGuard, CurrentCaller, sendLines } from '@shared/http';
import type { Caller } from '@shared/identity';
import type { FastifyReply } from 'fastify';
import { PersonConversations } from '../conversations/person-conversations.service.js';

/** This service's part of what administrators see and do. */
@Controller('internal/admin')
@UseGuards(AssertionGuard)
export class AdminController {
  constructor(private readonly people: PersonConversations) {}

  @Get('feedback')
  async feedback(
    @CurrentCaller() caller: Caller,
    @Query({ schema: feedbackQuery }) { since }: FeedbackQuery,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await sendLines(reply, this.people.feedback(caller, since));
  }

  @Get('users/:userId/data')
  async export(
    @CurrentCaller() caller: Caller,
    @Param('userId', { schema: userIdSchema }) userId: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await sendLines(reply, this.people.export(caller, userId));
  }

  @Delete('users/:userId/data')
  erase(
    @CurrentCaller() caller: Caller,
    @Param('userId', { schema: userIdSchema }) userId: string,
  ): Promise<Pick<Erased, 'conversations'>> {
    return this.people.erase(caller, userId);
  }
}
