import { ServerResponse, STATUS_CODES, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { WebSocketServer, type WebSocket } from 'ws';
import { REALTIME_MAX_MESSAGE_BYTES } from '../openai/web-socket-end.js';

/** A request for a WebSocket that has been refused or taken by nobody yet. */
interface Upgrade {
  readonly socket: Duplex;
  readonly head: Buffer;
}

const upgrades = new WeakMap<IncomingMessage, Upgrade>();

/**
 * Lets requests for a WebSocket come the way of all others: through the door, the guards and the limits. Only then is it
 * decided whether they get one; a refusal is a plain HTTP answer.
 */
export function takeUpgrades(fastify: FastifyInstance): void {
  fastify.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => undefined);
    if (request.method !== 'GET' || request.headers.upgrade?.toLowerCase() !== 'websocket') return refuse(socket, 400);
    upgrades.set(request, { socket, head });
    const response = new ServerResponse(request);
    response.shouldKeepAlive = false;
    response.assignSocket(socket as Parameters<ServerResponse['assignSocket']>[0]);
    // An HTTP answer ends the connection: it is no HTTP connection any more.
    response.once('finish', () => socket.end());
    fastify.routing(request, response);
  });
}

/** Whether a request asks for a WebSocket. */
export const asksForWebSocket = (request: IncomingMessage): boolean => upgrades.has(request);

const server = new WebSocketServer({
  noServer: true,
  perMessageDeflate: false,
  maxPayload: REALTIME_MAX_MESSAGE_BYTES,
  // Never the entry with the key in it.
  handleProtocols: (offered) => (offered.has('realtime') ? 'realtime' : false),
});

/** Answers 101. */
export function acceptWebSocket(request: IncomingMessage): Promise<WebSocket> {
  const upgrade = upgrades.get(request);
  if (!upgrade) throw new Error('The request asks for no WebSocket');
  upgrades.delete(request);
  const { promise, resolve } = Promise.withResolvers<WebSocket>();
  server.handleUpgrade(request, upgrade.socket, upgrade.head, resolve);
  return promise;
}

function refuse(socket: Duplex, status: number): void {
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}
