import { generateKeyPairSync } from 'node:crypto';
import { importPKCS8, SignJWT } from 'jose';
import { NotIdentified } from '@shared/errors';
import { AssertionSigner, AssertionVerifier } from './assertion.js';
import type { Caller } from './caller.js';

const keys = (): { privateKey: string; publicKey: string } =>
  generateKeyPairSync('ed25519', {
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
const ours = keys();

const caller: Caller = {
  tenantId: 'tenant',
  userId: 'ann',
  groups: ['g1', 'g2'],
  roles: ['reader', 'contributor'],
  correlationId: '12345678',
};

/** A token made by hand, right in everything but what the test changes. */
async function token(change: (jwt: SignJWT) => SignJWT, claims: object = {}, pem = ours.privateKey): Promise<string> {
  const jwt = new SignJWT({ tid: 'tenant', groups: [], roles: ['reader'], cid: '12345678', ...claims })
    .setProtectedHeader({ alg: 'EdDSA' })
    .setSubject('ann')
    .setIssuer('groundwork-gateway')
    .setAudience('groundwork-internal')
    .setIssuedAt()
    .setExpirationTime('60s');
  return change(jwt).sign(await importPKCS8(pem, 'EdDSA'));
}
const asItIs = (jwt: SignJWT): SignJWT => jwt;
const nowSeconds = (): number => Math.floor(Date.now() / 1000);

describe(AssertionVerifier.name, () => {
  let verifier: AssertionVerifier;
  beforeAll(async () => {
    verifier = await AssertionVerifier.from(ours.publicKey);
  });

  it('reads the caller that the signer wrote', async () => {
    const signer = await AssertionSigner.from(ours.privateKey);
    await expect(verifier.verify(await signer.sign(caller))).resolves.toEqual(caller);
  });

  it('takes a token made by hand', async () => {
    await expect(verifier.verify(await token(asItIs))).resolves.toMatchObject({ userId: 'ann', roles: ['reader'] });
  });

  it.each<[string, () => Promise<string | undefined>]>([
    ['nothing', async () => undefined],
    ['an empty header', async () => ''],
    ['something that is no token', async () => 'a.b.c'],
    ['a token signed with another key', () => token(asItIs, {}, keys().privateKey)],
    ['a token for another audience', () => token((jwt) => jwt.setAudience('elsewhere'))],
    ['a token of another issuer', () => token((jwt) => jwt.setIssuer('someone'))],
    ['an expired token', () => token((jwt) => jwt.setIssuedAt(nowSeconds() - 30).setExpirationTime(nowSeconds() - 1))],
    [
      'a token older than a minute that says it lives longer',
      () => token((jwt) => jwt.setIssuedAt(nowSeconds() - 62).setExpirationTime('1h')),
    ],
    ['a token from the future', () => token((jwt) => jwt.setIssuedAt(nowSeconds() + 30))],
    ['a token for nobody', () => token((jwt) => jwt.setSubject(''))],
    ['a token of no tenant', () => token(asItIs, { tid: undefined })],
    ['a token whose groups are not resolved', () => token(asItIs, { groups: undefined })],
    ['a role that does not exist', () => token(asItIs, { roles: ['root'] })],
    ['a token with "alg": "none"', async () => unsigned(await token(asItIs))],
    ['a token changed after it was signed', async () => withSubject(await token(asItIs), 'admin')],
  ])('refuses %s', async (_, make) => {
    await expect(verifier.verify(await make())).rejects.toBeInstanceOf(NotIdentified);
  });
});

const encode = (json: object): string => Buffer.from(JSON.stringify(json)).toString('base64url');

function unsigned(jwt: string): string {
  return `${encode({ alg: 'none' })}.${jwt.split('.')[1]}.`;
}

function withSubject(jwt: string, sub: string): string {
  const [header, payload = '', signature] = jwt.split('.');
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
  return `${header}.${encode({ ...claims, sub })}.${signature}`;
}

describe(AssertionSigner.name, () => {
  it('writes tokens that die after a minute', async () => {
    const jwt = await (await AssertionSigner.from(ours.privateKey)).sign(caller);
    const { iat, exp } = JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString()) as {
      iat: number;
      exp: number;
    };
    expect(exp - iat).toBe(60);
  });
});
