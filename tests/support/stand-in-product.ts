import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Id of the one document that it takes. */
export const DOCUMENT_ID = '01KB000000000000000000DOCS';

/** What one read from a socket yields at most, bytes. */
const READ_BYTES = 65_536;

/** What the stand-in does otherwise than a product that is well. */
export interface Ailment {
  readonly ready?: number;
  readonly upload?: number;
  readonly status?: 'ready' | 'failed';
  readonly headers?: Record<string, string>;
  /** Changes the pieces in which the answer leaves. */
  readonly pieces?: (pieces: string[]) => string[];
  readonly start?: number;
  readonly removal?: number;
}

/** A product as far as the smoke test looks at one, with an ailment. */
export class StandInProduct {
  readonly seen: string[] = [];
  private text = '';
  private readonly server: Server;

  private constructor(private readonly ailment: () => Ailment) {
    this.server = createServer((request, response) => void this.answer(request, response));
  }

  static async start(ailment: () => Ailment): Promise<StandInProduct> {
    const standIn = new StandInProduct(ailment);
    standIn.server.listen(0, '127.0.0.1');
    await once(standIn.server, 'listening');
    return standIn;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const part of request) body += String(part);
    const call = `${request.method} ${request.url}`;
    this.seen.push(
      `${call} ${request.headers.authorization?.startsWith('Bearer gw_') ? 'with a key' : 'without a key'}`,
    );
    const json = (status: number, value: object): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    };
    const problem = (status: number): void =>
      json(status, { code: 'a_code', detail: 'A sentence of the product.', status });
    const { ready = 200, upload = 202, status = 'ready', removal = 204 } = this.ailment();

    if (call === 'GET /health/ready') return void response.writeHead(ready).end();
    if (call === 'POST /api/documents') {
      this.text = body.slice(body.indexOf('# Harbour log'), body.indexOf('\r\n--', body.indexOf('# Harbour log')));
      return upload === 202 ? json(202, { id: DOCUMENT_ID, status: 'queued' }) : problem(upload);
    }
    if (call === `GET /api/documents/${DOCUMENT_ID}/events`) {
      const failure = status === 'failed' ? { code: 'no_text', message: 'It has no text.' } : null;
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      return void response.end(`data: ${JSON.stringify({ id: DOCUMENT_ID, status, failure })}\n\n`);
    }
    if (call === `GET /api/documents/${DOCUMENT_ID}/text`) return json(200, { text: this.text });
    if (call === 'POST /api/chat') return this.stream(response);
    if (request.method === 'DELETE') return removal === 204 ? void response.writeHead(204).end() : problem(removal);
    return problem(404);
  }

  private stream(response: ServerResponse): void {
    const {
      pieces = (all: string[]): string[] => all,
      headers = {},
      start = this.text.indexOf('The mooring'),
    } = this.ailment();
    const citation = { n: 1, documentId: DOCUMENT_ID, start, end: start + 70 };
    const chunks = [
      { type: 'start' },
      { type: 'data-conversation', data: { conversationId: 'conversation-1' } },
      { type: 'text-delta', delta: 'Ottilie Brandt [1].' },
      { type: 'source-document', providerMetadata: { groundwork: citation } },
      { type: 'finish' },
    ];
    const events = chunks.map((chunk, at) => `id: ${at + 1}\ndata: ${JSON.stringify(chunk)}\n\n`);
    // More than one read takes, so that a busy reader cannot get the whole answer in one either.
    const [first = '', ...others] = [...events, 'data: [DONE]\n\n'];
    const all = [first, `: ${' '.repeat(READ_BYTES)}\n\n`, ...others];
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      ...headers,
    });
    for (const piece of pieces(all)) response.write(piece);
    response.end();
  }
}
