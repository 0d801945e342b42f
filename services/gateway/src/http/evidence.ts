import type { IncomingMessage } from 'node:http';
import type { IdentityEvidence } from '../ports/caller-identity.port.js';

/** What clients of OpenAI put a key behind among a WebSocket's subprotocols, because browsers give it no headers. */
const KEY_PROTOCOL = /^openai-insecure-api-key\.(.+)$/;

/**
 * The parts of a request that can say who is asking.
 *
 * A key in the address is taken from a WebSocket's alone: addresses of other requests end up in histories, logs of
 * proxies and `Referer`, and their senders can set headers.
 */
export function evidenceOf({ headers, url }: IncomingMessage, correlationId: string): IdentityEvidence {
  if (headers.upgrade?.toLowerCase() !== 'websocket') return { headers, correlationId };
  const fromProtocol = (headers['sec-websocket-protocol'] ?? '')
    .split(',')
    .map((name) => KEY_PROTOCOL.exec(name.trim())?.[1])
    .find((key) => key !== undefined);
  const fromAddress = new URLSearchParams((url ?? '').split('?').slice(1).join('?')).get('key') ?? undefined;
  return { headers, correlationId, webSocketKey: fromProtocol ?? fromAddress };
}
