import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Controller, Get, Req, Res } from '@nestjs/common';
import { RouteNotFound } from '@shared/errors';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { GatewayConfig } from '../config/gateway.config.js';

/** Words that begin addresses of programs: they never answer with the web app. */
const NOT_THE_WEB = /^\/(api|internal|v1|health|metrics)(\/|$)/;
/** Vite puts a hash of the content into the names of these files. */
const HASHED = /^\/assets\//;

/** The built web app at `/`; addresses inside the app get its first page. */
@Controller()
export class WebController {
  private readonly root: string;

  constructor(config: GatewayConfig) {
    this.root = resolve(config.webDir);
  }

  @Get(['/', '*'])
  async file(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const path = request.url.split('?', 1)[0] ?? '/';
    if (NOT_THE_WEB.test(path)) throw new RouteNotFound();
    // Browsers ask for it on their own where a page names no icon, as for a PDF.
    if (path === '/favicon.ico' && (await this.has('/favicon.svg')))
      return this.send(reply, '/favicon.svg', 'no-cache');
    if (await this.has(path))
      return this.send(reply, path, HASHED.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache');
    if (!asksForPage(request)) throw new RouteNotFound();
    if (await this.has('/index.html')) return this.send(reply, '/index.html', 'no-cache');
    void reply.status(503).type('text/html; charset=utf-8').header('cache-control', 'no-store').send(NOT_BUILT);
  }

  private send(reply: FastifyReply, path: string, cacheControl: string): void {
    void reply.header('cache-control', cacheControl).sendFile(path, this.root, { cacheControl: false });
  }

  /** Names in the app's folder are plain: an address with an escape or a dot segment is none of its files. */
  private async has(path: string): Promise<boolean> {
    if (!/^(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)+$/.test(path)) return false;
    return stat(join(this.root, path)).then(
      (found) => found.isFile(),
      () => false,
    );
  }
}

const asksForPage = ({ headers, url }: FastifyRequest): boolean =>
  (headers.accept ?? '*/*').match(/text\/html|\*\/\*/) !== null && !/\.[a-z0-9]{1,8}(\?|$)/i.test(url);

const NOT_BUILT = `<!doctype html><html lang="en"><title>Groundwork</title>
<p>The web app is not built yet. Run <code>npm run build:web</code> and load this page again. The API works: see <a href="/api/docs">/api/docs</a>.</p></html>
`;
