import { randomUUID } from 'node:crypto';
import type { FastifyReply } from 'fastify';

/** Headers that every answer of an Azure AI service carries. The region says honestly where this one is. */
export function sendServiceHeaders(reply: FastifyReply): void {
  reply.header('apim-request-id', randomUUID()).header('x-ms-region', 'Local');
}
