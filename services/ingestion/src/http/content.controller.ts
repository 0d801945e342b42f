import { Controller, Get, HttpStatus, Param, Req, Res, UseGuards } from '@nestjs/common';
import { idSchema } from '@shared/contracts';
import { AssertionGuard, CurrentCaller } from '@shared/http';
import type { Caller } from '@shared/identity';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ContentService } from '../documents/content.service.js';
import { contentDisposition } from '../documents/file-name.js';
import { MEDIA_TYPES } from '../uploads/media-type.js';

/** What a browser can show without running anything of it; the rest is saved. */
const SHOWN: readonly string[] = [MEDIA_TYPES.pdf, MEDIA_TYPES.plain, MEDIA_TYPES.markdown];

@Controller('internal/documents/:id')
@UseGuards(AssertionGuard)
export class ContentController {
  constructor(private readonly contents: ContentService) {}

  @Get('content')
  async file(
    @CurrentCaller() caller: Caller,
    @Param('id', { schema: idSchema }) id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { content, range, bytes, totalBytes } = await this.contents.file(caller, id, request.headers.range);
    void reply.headers({
      'content-type': content.mediaType,
      'content-length': range ? range.last - range.first + 1 : totalBytes,
      'accept-ranges': 'bytes',
      etag: `"${content.sha256}"`,
      'cache-control': 'private, no-cache',
      // The file is a stranger's: nothing of it may run in our pages, whatever it says of itself.
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'",
      'content-disposition': contentDisposition(content.fileName, SHOWN.includes(content.mediaType)),
    });
    if (range) void reply.header('content-range', `bytes ${range.first}-${range.last}/${totalBytes}`);
    await reply.status(range ? HttpStatus.PARTIAL_CONTENT : HttpStatus.OK).send(bytes);
  }

  @Get('text')
  async text(
    @CurrentCaller() caller: Caller,
    @Param('id', { schema: idSchema }) id: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { bytes } = await this.contents.text(caller, id);
    await reply
      .headers({ 'content-type': 'application/json; charset=utf-8', 'cache-control': 'private, no-cache' })
      .send(bytes);
  }
}
