import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import { Agent, request } from 'undici';

/** Longest wait for a connection, TLS included, in milliseconds. */
const CONNECT_TIMEOUT_MS = 5_000;

/** One request to a deployment. */
export interface TransportCall {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer | Readable | null;
  /** Longest wait for the first byte and for each next one, in milliseconds. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** The answer of a deployment; its body is on its way. */
export interface TransportReply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Readable;
}

/**
 * HTTP/1.1 connections to the deployments, one a running call, kept for the next.
 *
 * Lives as long as the process: a change of the pool never closes a connection that an answer still comes over.
 */
export class Transport {
  private readonly connectErrors = new WeakSet<object>();
  private readonly agent = new Agent({ connections: null, pipelining: 1, connect: { timeout: CONNECT_TIMEOUT_MS } });

  constructor() {
    this.agent.on('connectionError', (_origin: URL, _targets: unknown, error: Error) => this.connectErrors.add(error));
  }

  async send({ url, timeoutMs, ...call }: TransportCall): Promise<TransportReply> {
    const reply = await request(url, {
      ...call,
      dispatcher: this.agent,
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
    });
    return { status: reply.statusCode, headers: reply.headers, body: reply.body };
  }

  /** Whether not even a connection came about: refused, no such name, TLS, timed out. */
  isConnectError(error: unknown): boolean {
    return typeof error === 'object' && error !== null && this.connectErrors.has(error);
  }

  /** Whether a connection that was there broke before an answer: it may have been an old one, closed just then. */
  isBrokenConnection(error: unknown): boolean {
    if (!(error instanceof Error) || !('code' in error) || this.isConnectError(error)) return false;
    return error.code === 'UND_ERR_SOCKET' || error.code === 'ECONNRESET' || error.code === 'EPIPE';
  }

  async close(): Promise<void> {
    await this.agent.close();
  }
}
