import { credentialOf } from './credential.js';

const KEY = `gw_${'a'.repeat(43)}`;

it.each([
  ['a token', { authorization: 'Bearer a.b.c' }, undefined, { kind: 'token', secret: 'a.b.c' }],
  ['a key as a token', { authorization: `bearer ${KEY}` }, undefined, { kind: 'key', secret: KEY }],
  ['a key in its own header', { 'api-key': KEY }, undefined, { kind: 'key', secret: KEY }],
  ['a key of a WebSocket', {}, KEY, { kind: 'key', secret: KEY }],
  [
    'a token before a key',
    { authorization: 'Bearer a.b.c', 'api-key': KEY },
    undefined,
    { kind: 'token', secret: 'a.b.c' },
  ],
  ['what a client of OpenAI sends where none is needed', { 'api-key': 'unused' }, undefined, undefined],
  ['a password', { authorization: 'Basic YTpi' }, undefined, undefined],
  ['nothing', {}, undefined, undefined],
])('%s', (_, headers, webSocketKey, expected) => {
  expect(credentialOf({ headers, correlationId: 'c', webSocketKey })).toEqual(expected);
});
