import { Readable } from 'node:stream';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { DomainError } from '@shared/errors';
import { Agent, request } from 'undici';
import { GatewayConfig } from '../config/gateway.config.js';
import { ServiceUnavailable } from '../forwarding/errors.js';
import { Upstreams, type UpstreamCall, type UpstreamReply } from '../ports/upstreams.port.js';

/** Longest wait for a connection, in milliseconds: services are neighbours. */
const CONNECT_TIMEOUT_MS = 2_000;
/** Longest wait for an answer's headers, in milliseconds: above the longest answer of 100 s, which JSON callers wait for. */
const HEADERS_TIMEOUT_MS = 120_000;
/** Longest pause in an answer, in milliseconds: four heartbeats of 15 s. */
const BODY_TIMEOUT_MS = 60_000;

/** {@link Upstreams} over HTTP/1.1. One connection a running request, so that open streams hold up nobody else. */
@Injectable()
export class UndiciUpstreams extends Upstreams implements OnApplicationShutdown {
  private readonly agent = new Agent({
    connections: null,
    pipelining: 1,
    connect: { timeout: CONNECT_TIMEOUT_MS },
    headersTimeout: HEADERS_TIMEOUT_MS,
    bodyTimeout: BODY_TIMEOUT_MS,
  });

  constructor(private readonly config: GatewayConfig) {
    super();
  }

  async send(call: UpstreamCall): Promise<UpstreamReply> {
    // A call without a body that changes nothing may be repeated: its kept connection may just have been closed.
    const attempts = call.body === undefined && (call.method === 'GET' || call.method === 'HEAD') ? 2 : 1;
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.attempt(call);
      } catch (cause) {
        call.signal.throwIfAborted();
        if (cause instanceof DomainError) throw cause;
        if (attempt >= attempts || !isBrokenConnection(cause)) throw new ServiceUnavailable({ cause });
      }
    }
  }

  private async attempt({ service, method, path, headers, body, signal }: UpstreamCall): Promise<UpstreamReply> {
    const reply = await request(`${this.config.services[service]}${path}`, {
      method,
      headers,
      body: body ? asStream(body) : null,
      signal,
      dispatcher: this.agent,
    });
    return { status: reply.statusCode, headers: reply.headers, body: reply.body };
  }

  /** The last answer is out by now. */
  async onApplicationShutdown(): Promise<void> {
    await this.agent.close();
  }
}

const asStream = (body: AsyncIterable<Uint8Array>): Readable =>
  body instanceof Readable ? body : Readable.from(body, { objectMode: false });

const isBrokenConnection = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  (error.code === 'UND_ERR_SOCKET' || error.code === 'ECONNRESET' || error.code === 'EPIPE');
