/**
 * Makes the pair of Ed25519 keys that the gateway signs with, once: where its Secret has one already, nothing happens.
 * Runs as a hook before install and upgrade, with a token that may create Secrets and read and change this one.
 *
 * The Secret carries Helm's own marks, so that the release takes it over and an uninstall takes it away.
 */
import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { request } from 'node:https';

const account = '/var/run/secrets/kubernetes.io/serviceaccount';
const { SECRET_NAME, SECRET_LABELS, RELEASE_NAME, NAMESPACE, KUBERNETES_SERVICE_HOST, KUBERNETES_SERVICE_PORT } =
  process.env;
const ca = readFileSync(`${account}/ca.crt`);
const token = readFileSync(`${account}/token`, 'utf8');
const base = `/api/v1/namespaces/${NAMESPACE}/secrets`;

function call(method, path, body, type = 'application/json') {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        host: KUBERNETES_SERVICE_HOST,
        port: KUBERNETES_SERVICE_PORT,
        ca,
        method,
        path,
        timeout: 10_000,
        headers: { authorization: `Bearer ${token}`, 'content-type': type },
      },
      (incoming) => {
        let text = '';
        incoming.setEncoding('utf8').on('data', (part) => (text += part));
        incoming.on('end', () => resolve({ status: incoming.statusCode, text }));
      },
    );
    outgoing.on('timeout', () => outgoing.destroy(new Error('the API server did not answer within 10 s')));
    outgoing.on('error', reject);
    outgoing.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

const expect = ({ status, text }, ...wanted) => {
  // The API server's own message; it names the object, never its content.
  if (!wanted.includes(status)) throw new Error(`the API server answered ${status}: ${JSON.parse(text).message}`);
  return { status, text };
};

const found = expect(await call('GET', `${base}/${SECRET_NAME}`), 200, 404);
const data = found.status === 200 ? (JSON.parse(found.text).data ?? {}) : {};
if (data['private.pem'] && data['public.pem']) {
  console.log(`The Secret ${SECRET_NAME} has its keys.`);
} else {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519', {
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const secret = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name: SECRET_NAME,
      labels: JSON.parse(SECRET_LABELS),
      annotations: { 'meta.helm.sh/release-name': RELEASE_NAME, 'meta.helm.sh/release-namespace': NAMESPACE },
    },
    stringData: { 'private.pem': privateKey, 'public.pem': publicKey },
  };
  if (found.status === 404) expect(await call('POST', base, secret), 201);
  else
    expect(
      await call('PATCH', `${base}/${SECRET_NAME}`, { stringData: secret.stringData }, 'application/merge-patch+json'),
      200,
    );
  console.log(`Made the keys of the Secret ${SECRET_NAME}.`);
}
