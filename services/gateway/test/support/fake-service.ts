import { once } from 'node:events';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { ASSERTION_HEADER, type AssertionVerifier, type Caller } from '@shared/identity';

/** A request that reached a service, with whom its assertion names. */
export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly caller: Caller;
  readonly body: string;
}

/** Reads the whole body, keeps the request and answers with `{"seen": <url>}`. */
const echo =
  (seen: Seen[]): Handler =>
  async (incoming, outgoing, caller) => {
    const pieces: Buffer[] = [];
    for await (const piece of incoming) pieces.push(piece as Buffer);
    const { method = '', url = '', headers } = incoming;
    seen.push({ method, url, headers, caller, body: Buffer.concat(pieces).toString('utf8') });
    outgoing.setHeader('content-type', 'application/json').end(JSON.stringify({ seen: url }));
  };

export type Handler = (incoming: IncomingMessage, outgoing: ServerResponse, caller: Caller) => unknown;

/** A service behind the gateway, on loopback, that believes nobody without the gateway's signature. */
export class FakeService {
  readonly seen: Seen[] = [];
  /** What it does with the next requests; {@link echo} at first. */
  handle: Handler = echo(this.seen);
  isReady = true;

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async start(verifier: AssertionVerifier): Promise<FakeService> {
    const listener: RequestListener = (incoming, outgoing) => void service.take(incoming, outgoing, verifier);
    const server = createServer(listener).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const service = new FakeService(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    return service;
  }

  /** Forgets what it saw and goes back to {@link echo}. */
  reset(): void {
    this.seen.length = 0;
    this.handle = echo(this.seen);
    this.isReady = true;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async take(incoming: IncomingMessage, outgoing: ServerResponse, verifier: AssertionVerifier): Promise<void> {
    incoming.on('error', () => undefined);
    if (incoming.url === '/health/ready') return void outgoing.writeHead(this.isReady ? 200 : 503).end('{}');
    const assertion = incoming.headers[ASSERTION_HEADER];
    const caller = await verifier.verify(typeof assertion === 'string' ? assertion : undefined).catch(() => undefined);
    if (!caller) return void outgoing.writeHead(401).end('{"code":"not_identified"}');
    try {
      await this.handle(incoming, outgoing, caller);
    } catch {
      // The gateway hung up in the middle of a body: what the test wanted, or sees as a missing answer.
      outgoing.destroy();
    }
  }
}
