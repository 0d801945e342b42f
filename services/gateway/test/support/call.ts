import { once } from 'node:events';
import { request, type Agent, type ClientRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';

/** An answer, read to its end. */
export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  json(): unknown;
}

interface CallOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** Keeps the connection for further calls; without one every call has its own. */
  readonly agent?: Agent;
}

/** A plain HTTP call: unlike `fetch` it sends any `Host`, `Origin` and `Sec-Fetch-*` it is told to. */
export async function call(url: string, options: CallOptions = {}): Promise<Reply> {
  const outgoing = begin(url, options);
  outgoing.end(options.body);
  return read(await headersOf(outgoing));
}

/** A request whose body the test writes by itself. Its connection errors surface where its answer is awaited. */
export function begin(url: string, { method = 'GET', headers = {}, agent }: CallOptions = {}): ClientRequest {
  const outgoing = request(url, { method, headers, agent: agent ?? false });
  outgoing.on('error', () => undefined);
  return outgoing;
}

/** The answer of a request as soon as its headers are there. */
export async function headersOf(outgoing: ClientRequest): Promise<IncomingMessage> {
  outgoing.flushHeaders();
  const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage];
  return incoming;
}

/** The rest of an answer. */
export async function read(incoming: IncomingMessage): Promise<Reply> {
  const pieces: Buffer[] = [];
  for await (const piece of incoming) pieces.push(piece as Buffer);
  const body = Buffer.concat(pieces).toString('utf8');
  return { status: incoming.statusCode ?? 0, headers: incoming.headers, body, json: () => JSON.parse(body) as unknown };
}
