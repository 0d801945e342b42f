import { Injectable } from '@nestjs/common';
import type { OpenAt, OpeningResult } from '@shared/models';
import { WebSocket } from 'ws';
import { RealtimeLine, type RealtimeEnd } from '../ports/realtime-line.port.js';
import { endOf, REALTIME_MAX_MESSAGE_BYTES } from '../openai/web-socket-end.js';

/** Longest wait for a deployment to answer the handshake, in milliseconds: gateway design 5.5. */
const HANDSHAKE_MS = 10_000;

/** Errors of a connection that did not come about. */
const CONNECT_CODES = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT']);

/** {@link RealtimeLine} over `ws`. */
@Injectable()
export class WsRealtimeLine extends RealtimeLine {
  openAt(protocols: readonly string[]): OpenAt<RealtimeEnd> {
    return ({ url, headers, signal }) => {
      const { promise, resolve } = Promise.withResolvers<OpeningResult<RealtimeEnd>>();
      const socket = new WebSocket(url, [...protocols], {
        headers: { ...headers },
        handshakeTimeout: HANDSHAKE_MS,
        // An address that a redirect names may hold a key, and is not what was configured.
        followRedirects: false,
        perMessageDeflate: false,
        maxPayload: REALTIME_MAX_MESSAGE_BYTES,
      });
      const leave = (): void => socket.terminate();
      signal.addEventListener('abort', leave, { once: true });
      socket.once('open', () => {
        socket.pause();
        signal.removeEventListener('abort', leave);
        resolve({ kind: 'opened', value: endOf(socket) });
      });
      socket.once('unexpected-response', (_request, { statusCode = 0, headers: answered }) => {
        // A redirect, or an answer that is none to a handshake, is a fault.
        const cause = new Error(`the deployment answered ${statusCode}`);
        resolve(
          statusCode >= 400
            ? { kind: 'status', status: statusCode, headers: answered }
            : { kind: 'fault', cause, isConnectError: false },
        );
        socket.terminate();
      });
      socket.on('error', (cause) => {
        const code = 'code' in cause ? String(cause.code) : '';
        resolve({ kind: 'fault', cause, isConnectError: CONNECT_CODES.has(code) || code.startsWith('ERR_TLS') });
      });
      return promise;
    };
  }
}
