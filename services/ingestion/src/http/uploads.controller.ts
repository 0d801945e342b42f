import { Controller, HttpStatus, Param, Post, Put, Req, Res, UseGuards } from '@nestjs/common';
import { AuditLog } from '@shared/audit';
import { idSchema } from '@shared/contracts';
import { InvalidInput } from '@shared/errors';
import { AssertionGuard, CurrentCaller } from '@shared/http';
import type { Caller } from '@shared/identity';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { UploadsService } from '../uploads/uploads.service.js';
import { formParts } from './multipart-form.js';

@Controller('internal/documents')
@UseGuards(AssertionGuard)
export class UploadsController {
  constructor(
    private readonly uploads: UploadsService,
    private readonly audit: AuditLog,
  ) {}

  /** 202 with what is new and where; 200 when all of it was known. */
  @Post()
  async upload(
    @CurrentCaller() caller: Caller,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const key = keyOf(request);
    const { documents, rejected, isNew, isSeveral, isReplay } = await this.uploads.upload(
      caller,
      formParts(request),
      key,
    );
    if (isReplay) void reply.header(REPLAYED, 'true');
    for (const { id: subject, visibleTo } of isNew && !isReplay ? documents : []) {
      await this.audit.append(caller, { action: 'document.uploaded', subject, detail: visibleTo });
    }
    const [first] = documents;
    if (first && documents.length === 1) void reply.header('location', locationOf(first.id));
    await reply.status(isNew ? HttpStatus.ACCEPTED : HttpStatus.OK).send(isSeveral ? { documents, rejected } : first);
  }

  /** 202: the new version is on its way; 200: it is the content that is there already. */
  @Put(':id/content')
  async replace(
    @CurrentCaller() caller: Caller,
    @Param('id', { schema: idSchema }) id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const key = keyOf(request);
    const { document, isNew, isReplay } = await this.uploads.replace(caller, id, formParts(request), key);
    if (isReplay) void reply.header(REPLAYED, 'true');
    if (isNew && !isReplay) await this.audit.append(caller, { action: 'document.replaced', subject: id });
    await reply
      .status(isNew ? HttpStatus.ACCEPTED : HttpStatus.OK)
      .header('location', locationOf(id))
      .send(document);
  }
}

/** The public address, which the gateway serves. */
const locationOf = (id: string): string => `/api/documents/${id}`;

/** Says that the answer is that of an earlier request with the same key. */
const REPLAYED = 'idempotency-replayed';

/** The client's own name for this request: 1 to 255 visible ASCII letters. @throws {InvalidInput} */
function keyOf(request: FastifyRequest): string | undefined {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key === 'string' && /^[\x21-\x7e]{1,255}$/.test(key)) return key;
  throw new InvalidInput('Idempotency-Key: give 1 to 255 visible ASCII letters, for example a UUID');
}
