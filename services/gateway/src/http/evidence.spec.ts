import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { evidenceOf } from './evidence.js';

const request = (url: string, headers: Record<string, string>): IncomingMessage =>
  Object.assign(new IncomingMessage(new Socket()), { url, headers });
const upgrade = { upgrade: 'WebSocket', connection: 'Upgrade' };

it.each([
  ['the address of a WebSocket', '/v1/realtime?model=m&key=gw_a', upgrade, 'gw_a'],
  [
    'its subprotocols',
    '/v1/realtime',
    { ...upgrade, 'sec-websocket-protocol': 'realtime, openai-insecure-api-key.gw_b' },
    'gw_b',
  ],
  ['a WebSocket without one', '/v1/realtime?model=m', upgrade, undefined],
  ['the address of any other request', '/api/documents?key=gw_a', {}, undefined],
  ['another upgrade', '/api/documents?key=gw_a', { upgrade: 'h2c' }, undefined],
])('takes a key from %s', (_, url, headers, key) => {
  expect(evidenceOf(request(url, headers), 'c').webSocketKey).toBe(key);
});
