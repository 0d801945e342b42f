import { STATUS_CODES, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { WebSocketServer, type WebSocket } from 'ws';
import type { FaultDesk } from '../../faults/fault-desk.js';
import { bringsKey, WRONG_KEY } from '../../http/api-key.js';
import { deploymentNamed } from '../deployments.js';
import { ModelError, orderedFault } from '../model-error.js';
import { Conversation, GA, PREVIEW, type Dialect } from './conversation.js';

/** Longest message, in bytes. */
const MAX_MESSAGE_BYTES = 16 * 1024 ** 2;

/** Where realtime is spoken: the v1 addresses, and the classic one with its version and deployment. */
const V1_PATHS = new Set(['/openai/v1/realtime', '/v1/realtime']);
const CLASSIC_PATH = '/openai/realtime';

/** Realtime conversations over WebSockets, in both of Azure's forms. */
export function serveRealtime(app: FastifyInstance, { apiKey, faults }: { apiKey: string; faults: FaultDesk }): void {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    handleProtocols: (offered) => (offered.has('realtime') ? 'realtime' : false),
  });
  app.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => undefined);
    try {
      const { model, dialect } = placeOf(request, apiKey);
      const fault = faults.next('models', 'realtime', request.headers);
      if (fault?.kind === 'status') throw orderedFault(fault, 'Realtime');
      if (fault?.kind === 'cut' && fault.afterChunks === 0) return void socket.destroy();
      const cutAfter = fault?.kind === 'cut' ? fault.afterChunks : Infinity;
      server.handleUpgrade(request, socket, head, (client) => {
        converse(client, new Conversation(model, dialect), cutAfter);
        client.once('close', (code) => {
          if (code === ABNORMAL) faults.ledger.closedEarly(request.headers);
        });
      });
    } catch (error) {
      refuse(socket, error);
    }
  });
  app.addHook('preClose', async () => {
    for (const client of server.clients) client.close(GOING_AWAY);
  });
}

const ABNORMAL = 1006;
const GOING_AWAY = 1001;

/** @param cutAfter messages after which the connection is destroyed. */
function converse(client: WebSocket, conversation: Conversation, cutAfter: number): void {
  let said = 0;
  const say = (events: readonly object[]): void => {
    for (const event of events) {
      if (said === cutAfter) return client.terminate();
      said += 1;
      client.send(JSON.stringify(event));
    }
  };
  client.on('error', () => undefined);
  client.on('message', (data: Buffer) => say(conversation.reply(data.toString('utf8'))));
  say(conversation.greeting());
}

/** @throws {ModelError} */
function placeOf(request: IncomingMessage, apiKey: string): { model: string; dialect: Dialect } {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://local');
  const isV1 = V1_PATHS.has(pathname);
  if (!isV1 && pathname !== CLASSIC_PATH) throw new ModelError(404, '404', 'Resource not found');
  const given = searchParams.get('api-key');
  const headers = given === null ? request.headers : { ...request.headers, 'api-key': given };
  // An api-version on the v1 address is refused as the service refuses it (its documents of 2026-02-23).
  if (!bringsKey(headers, apiKey) || (isV1 && searchParams.has('api-version')))
    throw new ModelError(401, WRONG_KEY.error.code, WRONG_KEY.error.message);
  if (!isV1 && !searchParams.has('api-version')) throw new ModelError(404, '404', 'Resource not found');
  const { id } = deploymentNamed(searchParams.get(isV1 ? 'model' : 'deployment') ?? '', 'realtime');
  return { model: id, dialect: isV1 ? GA : PREVIEW };
}

function refuse(socket: Duplex, error: unknown): void {
  const known =
    error instanceof ModelError ? error : new ModelError(500, 'InternalServerError', 'The server had an error.');
  const body = JSON.stringify(known.toBody());
  const headers = Object.entries({
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
    ...known.details.headers,
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  const { statusCode } = known;
  socket.end(`HTTP/1.1 ${statusCode} ${STATUS_CODES[statusCode] ?? ''}\r\n${headers.join('')}\r\n${body}`);
}
