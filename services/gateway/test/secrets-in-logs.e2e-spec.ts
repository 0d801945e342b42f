import { spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { call } from './support/call.js';

const KEY = `gw_${'s'.repeat(43)}`;
const SAID = 'hunter2-and-nobody-else';

/** The built gateway, as it is deployed, logging all it can. */
it('writes no key, token or question to its log, wherever they stand in a request', async () => {
  const { privateKey } = generateKeyPairSync('ed25519', {
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const child = spawn(process.execPath, [resolve('dist/services/gateway/src/main.js')], {
    env: {
      ...process.env,
      ...{ NODE_ENV: 'test', AUTH_MODE: 'none', GATEWAY_PORT: '0', LOG_LEVEL: 'trace', RATE_LIMIT_PER_MINUTE: '0' },
      ...{ CHAT_URL: 'http://127.0.0.1:1', INGESTION_URL: 'http://127.0.0.1:1', ASSERTION_PRIVATE_KEY: privateKey },
      ...{ STORAGE_TABLE_URL: 'http://127.0.0.1:1/none', STORAGE_ACCOUNT_KEY: 'bm9uZQ==' },
      ...{ MODEL_BASE_URL: 'http://127.0.0.1:1/v1', CHAT_MODEL: 'one', EMBEDDING_MODEL: 'two' },
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'close');
  const lines: string[] = [];
  const ready = Promise.withResolvers<string>();
  for (const input of [child.stdout, child.stderr]) {
    createInterface({ input }).on('line', (line) => {
      lines.push(line);
      if (line.startsWith('{"ready":true')) ready.resolve((JSON.parse(line) as { url: string }).url);
    });
  }
  const url = await Promise.race([ready.promise, ended.then(() => Promise.reject(new Error(lines.join('\n'))))]);
  const webSocket = {
    ...{ connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13' },
    'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
  };
  const statuses: number[] = [];
  try {
    for (const [path, headers] of [
      [`/v1/realtime?model=one&key=${KEY}`, webSocket],
      [
        '/v1/realtime?model=one',
        { ...webSocket, 'sec-websocket-protocol': `realtime, openai-insecure-api-key.${KEY}` },
      ],
      [`/api/documents?key=${KEY}`, {}],
      [`/api/documents/%zz?key=${KEY}`, {}],
      ['/api/documents', { 'api-key': KEY }],
      ['/api/documents', { authorization: `Bearer ${SAID}` }],
      [`/completion?query=${SAID}`, {}],
    ] as const) {
      statuses.push((await call(`${url}${path}`, { headers })).status);
    }
    const body = JSON.stringify({ messages: [{ role: 'user', content: SAID }] });
    const headers = { 'content-type': 'application/json' };
    statuses.push((await call(`${url}/chat`, { method: 'POST', headers, body })).status);
  } finally {
    child.kill('SIGTERM');
    await ended;
  }

  // Each was refused or failed, which is what is logged.
  expect(statuses.filter((status) => status < 400)).toEqual([]);
  expect(lines.filter((line) => line.includes('"context":"Request"')).length).toBeGreaterThanOrEqual(6);
  expect(lines.filter((line) => line.includes(KEY) || line.includes(SAID))).toEqual([]);
});
