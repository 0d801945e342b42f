import { Controller, Delete, Get, Param, Res, UseGuards } from '@nestjs/common';
import { userIdSchema, type Erased } from '@shared/contracts';
import { AssertionGuard, CurrentCaller, sendLines } from '@shared/http';
import type { Caller } from '@shared/identity';
import type { FastifyReply } from 'fastify';
import { PersonDocuments } from '../documents/person-documents.service.js';

/** This service's part of what is kept of one person. */
@Controller('internal/admin/users/:userId/data')
@UseGuards(AssertionGuard)
export class AdminController {
  constructor(private readonly people: PersonDocuments) {}

  @Get()
  async export(
    @CurrentCaller() caller: Caller,
    @Param('userId', { schema: userIdSchema }) userId: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await sendLines(reply, this.people.export(caller, userId));
  }

  @Delete()
  erase(
    @CurrentCaller() caller: Caller,
    @Param('userId', { schema: userIdSchema }) userId: string,
  ): Promise<Pick<Erased, 'documents' | 'shares'>> {
    return this.people.erase(caller, userId);
  }
}
