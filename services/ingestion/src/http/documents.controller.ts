import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  HttpStatus,
  Param,
  Patch,
  Post,
  Query,
  Res,
  UseGuards,
} from '@nestjs/common';
import { AuditLog } from '@shared/audit';
import {
  documentCheckBody,
  documentPatchBody,
  documentsQuery,
  idSchema,
  type DocumentCheck,
  type DocumentCheckResult,
  type DocumentPatch,
  type DocumentsQuery,
  type DocumentView,
  type Page,
} from '@shared/contracts';
import { AssertionGuard, CurrentCaller, sendEvents, type SseEvent } from '@shared/http';
import type { Caller } from '@shared/identity';
import type { FastifyReply } from 'fastify';
import { DocumentEvents } from '../documents/document-events.js';
import { DocumentsService } from '../documents/documents.service.js';

@Controller('internal/documents')
@UseGuards(AssertionGuard)
export class DocumentsController {
  constructor(
    private readonly documents: DocumentsService,
    private readonly events: DocumentEvents,
    private readonly audit: AuditLog,
  ) {}

  @Get()
  list(
    @CurrentCaller() caller: Caller,
    @Query({ schema: documentsQuery }) query: DocumentsQuery,
  ): Promise<Page<DocumentView>> {
    return this.documents.list(caller, query);
  }

  @Post('check')
  @HttpCode(HttpStatus.OK)
  check(
    @CurrentCaller() caller: Caller,
    @Body({ schema: documentCheckBody }) body: DocumentCheck,
  ): Promise<DocumentCheckResult> {
    return this.documents.check(caller, body);
  }

  @Get(':id')
  get(@CurrentCaller() caller: Caller, @Param('id', { schema: idSchema }) id: string): Promise<DocumentView> {
    return this.documents.get(caller, id);
  }

  @Patch(':id')
  async patch(
    @CurrentCaller() caller: Caller,
    @Param('id', { schema: idSchema }) id: string,
    @Body({ schema: documentPatchBody }) body: DocumentPatch,
  ): Promise<DocumentView> {
    const view = await this.documents.patch(caller, id, body);
    if (body.visibleTo) {
      await this.audit.append(caller, { action: 'document.shared', subject: id, detail: view.visibleTo });
    }
    if (body.title !== undefined) await this.audit.append(caller, { action: 'document.renamed', subject: id });
    return view;
  }

  @Delete(':id')
  @HttpCode(HttpStatus.NO_CONTENT)
  async delete(@CurrentCaller() caller: Caller, @Param('id', { schema: idSchema }) id: string): Promise<void> {
    await this.documents.delete(caller, id);
    await this.audit.append(caller, { action: 'document.deleted', subject: id });
  }

  @Post(':id/retry')
  @HttpCode(HttpStatus.ACCEPTED)
  retry(@CurrentCaller() caller: Caller, @Param('id', { schema: idSchema }) id: string): Promise<DocumentView> {
    return this.documents.retry(caller, id);
  }

  @Get(':id/events')
  async follow(
    @CurrentCaller() caller: Caller,
    @Param('id', { schema: idSchema }) id: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const first = await this.documents.get(caller, id);
    await sendEvents(reply, asEvents(this.events.follow(caller, first)));
  }
}

async function* asEvents(views: AsyncIterable<DocumentView>): AsyncGenerator<SseEvent> {
  for await (const data of views) yield { data };
}
