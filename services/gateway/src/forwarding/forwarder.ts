import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { BodyTooLarge } from '@shared/errors';
import { ASSERTION_HEADER, AssertionSigner, type Caller } from '@shared/identity';
import { GatewayConfig } from '../config/gateway.config.js';
import { Upstreams, type UpstreamReply } from '../ports/upstreams.port.js';
import { isUpload, JSON_MAX_BYTES, type PublicRoute } from '../routing/public-route.js';
import { checkedBody, JSON_BODY_TIMES, type BodyCap } from './capped-body.js';
import { inWords, UploadTooLarge } from './errors.js';
import { headersForUpstream } from './headers.js';

/** What a form adds to its files, in bytes: boundaries, file names, title, visibleTo. */
export const FORM_OVERHEAD_BYTES = 1024 ** 2;
/** Longest pause while an upload arrives, in milliseconds. */
const UPLOAD_IDLE_MS = 30_000;

/** A client's request, as it came. */
export interface ClientRequest {
  readonly method: string;
  /** Path and query as on the request line. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Readable;
}

/** Hands a public request to the service that owns its route, with a signed word about who is asking. */
@Injectable()
export class Forwarder {
  constructor(
    private readonly upstreams: Upstreams,
    private readonly signer: AssertionSigner,
    private readonly config: GatewayConfig,
  ) {}

  /**
   * @param ownHeaders what the gateway has to tell the service beside what the client sent.
   * @throws {BodyTooLarge | UploadTooLarge | UnsupportedMediaType | BodyTimedOut | ServiceUnavailable}
   */
  async forward(
    route: PublicRoute,
    request: ClientRequest,
    caller: Caller,
    signal: AbortSignal,
    ownHeaders: Readonly<Record<string, string>> = {},
  ): Promise<UpstreamReply> {
    if (route.owner === 'gateway') throw new Error(`${route.path} is not a route of a service`);
    const cap = this.capOf(route);
    const body = hasBody(request.headers) ? checkedBody(request, cap) : undefined;
    return this.upstreams.send({
      service: route.owner,
      method: request.method,
      path: request.url.replace(/^\/api\//, '/internal/'),
      headers: {
        ...headersForUpstream(request.headers),
        ...ownHeaders,
        [ASSERTION_HEADER]: await this.signer.sign(caller),
        'x-correlation-id': caller.correlationId,
      },
      ...(body ? { body } : {}),
      signal,
    });
  }

  private capOf(route: PublicRoute): BodyCap {
    if (isUpload(route)) {
      const maxBytes = this.config.uploadMaxBytes + FORM_OVERHEAD_BYTES;
      return { maxBytes, idleMs: UPLOAD_IDLE_MS, tooLarge: () => new UploadTooLarge(this.config.uploadMaxBytes) };
    }
    const maxBytes = route.bodyMaxBytes ?? JSON_MAX_BYTES;
    return {
      maxBytes,
      ...JSON_BODY_TIMES,
      tooLarge: () => new BodyTooLarge(`The body may be ${inWords(maxBytes)} at most; send less.`),
    };
  }
}

const hasBody = (headers: IncomingHttpHeaders): boolean =>
  headers['transfer-encoding'] !== undefined ||
  (headers['content-length'] !== undefined && headers['content-length'] !== '0');
