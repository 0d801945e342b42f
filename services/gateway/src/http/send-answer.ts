import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AnswerWatch } from '../forwarding/answer-watch.js';
import { fileSafetyHeaders } from '../forwarding/file-safety.js';
import { headersForClient } from '../forwarding/headers.js';
import { wholeEvents } from '../forwarding/whole-events.js';
import type { UpstreamReply } from '../ports/upstreams.port.js';
import { requestState } from './request-state.js';

/** Sends a service's answer on to the client. @param gone aborts when the client leaves. */
export function sendAnswer(
  request: FastifyRequest,
  reply: FastifyReply,
  { status, headers, body }: UpstreamReply,
  gone: AbortSignal,
  watch?: AnswerWatch,
): void {
  const route = requestState.routeOf(request);
  void reply.status(status).headers(headersForClient(headers));
  if (route.servesFile && status < 300) {
    void reply.headers(
      fileSafetyHeaders(String(headers['content-type'] ?? ''), String(headers['content-disposition'] ?? '')),
    );
  }
  if (request.method === 'HEAD' || status === 204 || status === 304) {
    body.resume();
    void reply.send();
    return;
  }
  const isEvents = String(headers['content-type'] ?? '').startsWith('text/event-stream');
  if (isEvents && route.owner === 'chat')
    void reply.send(asBytes(wholeEvents(body, gone, (events) => watch?.events(events))));
  else void reply.send(watch ? asBytes(watched(body, watch)) : body);
  // An event stream may say nothing for a while: its reader learns at once that it is open.
  if (isEvents) reply.raw.flushHeaders();
}

const asBytes = (pieces: AsyncIterable<Buffer>): Readable => Readable.from(pieces, { objectMode: false });

async function* watched(body: AsyncIterable<Buffer | string>, watch: AnswerWatch): AsyncGenerator<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of body) {
    const bytes = Buffer.from(piece);
    pieces.push(bytes);
    yield bytes;
  }
  watch.whole(Buffer.concat(pieces));
}
