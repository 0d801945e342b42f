/** A service behind the gateway. */
export type ServiceName = 'chat' | 'ingestion';

/** One request to a service. */
export interface UpstreamCall {
  readonly service: ServiceName;
  readonly method: string;
  /** Path with its query, as it goes on the wire. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Streamed as it comes; never held whole. */
  readonly body?: AsyncIterable<Uint8Array>;
  /** Closes the connection to the service at once. */
  readonly signal: AbortSignal;
}

/** What a service answers; the body is on its way. */
export interface UpstreamReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** A Node stream; destroying it closes the connection to the service. */
  readonly body: NodeJS.ReadableStream;
}

/**
 * Carries requests to the services behind the gateway.
 *
 * Contract: bodies are streamed both ways with back-pressure; an answer is handed over as soon as its
 * headers are there; a call with a body is sent at most once.
 */
export abstract class Upstreams {
  /**
   * @throws {ServiceUnavailable} if the service cannot be reached or says nothing for too long.
   * @throws whatever `body` throws.
   * @throws `signal.reason` once `signal` aborts.
   */
  abstract send(call: UpstreamCall): Promise<UpstreamReply>;
}
