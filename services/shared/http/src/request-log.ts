import { Logger } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';

/**
 * One entry an answer: correlation id, method, path, status and time; quiet (debug) where all went well.
 *
 * Of a request no more is kept: a query string may hold a question, a header a token, a body a document.
 */
export function logRequests(fastify: FastifyInstance): void {
  const logger = new Logger('Request');
  fastify.addHook('onResponse', async (request, reply) => {
    const entry = {
      correlationId: request.id,
      method: request.method,
      path: request.url.split('?', 1)[0],
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
    };
    // Probes come every few seconds, and whoever sends them sees their answers.
    if (request.url.startsWith('/health/')) logger.debug(entry);
    else if (reply.statusCode >= 500) logger.error(entry);
    else if (reply.statusCode >= 400) logger.warn(entry);
    else logger.debug(entry);
  });
}
