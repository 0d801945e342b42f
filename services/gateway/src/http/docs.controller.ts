import swaggerFolder from 'swagger-ui-dist/absolute-path.js';
import { Controller, Get, Param, Res } from '@nestjs/common';
import { RouteNotFound } from '@shared/errors';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { openApi } from '../openapi/openapi.js';
import { routeTable } from '../routing/route-table.js';

/** Files of the `swagger-ui-dist` package that the page uses. */
const ASSETS = new Set(['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png']);

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Groundwork API</title>
<link rel="icon" href="/api/docs/favicon-32x32.png">
<link rel="stylesheet" href="/api/docs/swagger-ui.css">
</head>
<body>
<div id="reference"></div>
<script src="/api/docs/swagger-ui-bundle.js"></script>
<script src="/api/docs/start.js"></script>
</body>
</html>
`;

const START = `SwaggerUIBundle({ url: '/api/openapi.json', dom_id: '#reference', deepLinking: true, validatorUrl: null });
`;

/** The description of the public API, and the same as a page; everything from this server. */
@Controller('api')
export class DocsController {
  private readonly description = openApi(routeTable);

  @Get('openapi.json')
  describe(@Res() reply: FastifyReply): void {
    void reply.type('application/json').send(this.description);
  }

  @Get('docs')
  page(@Res() reply: FastifyReply): void {
    void reply.type('text/html; charset=utf-8').header('cache-control', 'no-cache').send(PAGE);
  }

  @Get('docs/start.js')
  start(@Res() reply: FastifyReply): void {
    void reply.type('text/javascript; charset=utf-8').header('cache-control', 'no-cache').send(START);
  }

  @Get('docs/:asset')
  asset(@Param('asset', { schema: z.string() }) asset: string, @Res() reply: FastifyReply): void {
    if (!ASSETS.has(asset)) throw new RouteNotFound();
    void reply
      .header('cache-control', 'public, max-age=3600')
      .sendFile(asset, swaggerFolder(), { cacheControl: false });
  }
}
