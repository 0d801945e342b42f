import type { EventEmitter } from 'node:events';
import type { IncomingHttpHeaders } from 'node:http';
import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import type { Fault, FaultDesk } from '../faults/fault-desk.js';
import { orderedFault, promptFiltered } from './model-error.js';

/** One call of a model: what goes wrong with it, and whether its client is still there. */
export interface ModelCall {
  readonly fault: Fault | undefined;
  /** Aborts when the client leaves, or has its whole answer. */
  readonly left: AbortSignal;
}

/**
 * Begins a call: asks the fault desk, and fails at once where the fault is a status.
 * @param azureName the operation's name in Azure's messages, such as `ChatCompletions_Create`.
 * @throws {ModelError}
 */
export function beginCall(
  faults: FaultDesk,
  operation: string,
  azureName: string,
  request: { readonly raw: { readonly headers: IncomingHttpHeaders } },
  reply: { readonly raw: EventEmitter },
): ModelCall {
  const fault = faults.next('models', operation, request.raw.headers);
  if (fault?.kind === 'status') throw orderedFault(fault, azureName);
  if (fault?.kind === 'content_filter' && fault.where === 'prompt') throw promptFiltered();
  const left = new AbortController();
  reply.raw.once('close', () => left.abort());
  return { fault, left: left.signal };
}

/** Sends frames as server-sent events. The generator is closed when the client leaves. */
export function sendEvents(reply: FastifyReply, frames: AsyncGenerator<string>): FastifyReply {
  return reply
    .header('content-type', 'text/event-stream; charset=utf-8')
    .header('cache-control', 'no-cache, must-revalidate')
    .header('x-accel-buffering', 'no')
    .send(Readable.from(frames));
}
