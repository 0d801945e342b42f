import { NotIdentified } from '@shared/errors';
import { exportSPKI, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { TestIssuer, type TokenOptions } from '../../../../tests/support/test-issuer.ts';
import { IdentityUnavailable } from '../identity/errors.js';
import { JoseTokenVerifier } from './jose-token-verifier.adapter.js';

const AUDIENCE = 'api://groundwork';
const TENANT = '11111111-1111-4111-8111-111111111111';
const OTHER_TENANT = '22222222-2222-4222-8222-222222222222';

let issuer: Awaited<ReturnType<typeof TestIssuer.start>>;
beforeEach(async () => {
  issuer = await TestIssuer.start();
});
afterEach(() => issuer.stop());

const verifier = (times?: { cooldownMs: number; maxAgeMs: number }) =>
  new JoseTokenVerifier({ issuer: issuer.url, audiences: ['other', AUDIENCE] }, times);
const good = { sub: 'ann', aud: AUDIENCE };

describe(JoseTokenVerifier.name, () => {
  it('believes a token of the issuer for this audience, in its time', async () => {
    const { claims, isEntra } = await verifier().verify(await issuer.token({ ...good, roles: ['reader'] }));
    expect([claims['sub'], claims['roles'], isEntra]).toEqual(['ann', ['reader'], false]);
  });

  it.each<[string, object, TokenOptions]>([
    ['for another audience', { aud: 'api://elsewhere' }, {}],
    ['without an audience', { aud: undefined }, {}],
    ['of another issuer', { iss: 'https://issuer.example' }, {}],
    ['that has expired', {}, { expiresInSeconds: -6 }],
    ['that is not yet in its time', {}, { notBeforeSeconds: 60 }],
    ['without an end', { exp: undefined }, {}],
    ['without a subject', { sub: undefined }, {}],
    ['that somebody else signed under a published key id', {}, { isForged: true }],
    ['of a key that is not published', {}, { kid: 'key-99' }],
  ])('refuses a token %s', async (_, claims, options) => {
    const token = await issuer.token({ ...good, ...claims }, options);
    await expect(verifier().verify(token)).rejects.toBeInstanceOf(NotIdentified);
  });

  it('puts up with clocks that differ by seconds', async () => {
    await expect(verifier().verify(await issuer.token(good, { expiresInSeconds: -3 }))).resolves.toBeDefined();
  });

  it('refuses what is no token, an unsigned one, and one that takes the public key for a shared secret', async () => {
    const { publicKey } = await generateKeyPair('RS256', { extractable: true });
    const confused = await new SignJWT({ iss: issuer.url, ...good, exp: 9_999_999_999 })
      .setProtectedHeader({ alg: 'HS256', kid: 'key-1' })
      .sign(Buffer.from(await exportSPKI(publicKey)));
    const unsigned = new UnsecuredJWT({ iss: issuer.url, ...good, exp: 9_999_999_999 }).encode();
    for (const token of ['', 'x', 'a.b.c', confused, unsigned]) {
      await expect(verifier().verify(token)).rejects.toBeInstanceOf(NotIdentified);
    }
  });

  it('fetches the keys once for many tokens, and again when the issuer has a new one', async () => {
    const checking = verifier({ cooldownMs: 0, maxAgeMs: 3_600_000 });
    const first = await issuer.token(good);
    for (let i = 0; i < 20; i += 1) await checking.verify(first);
    expect(issuer.fetched).toEqual({ discovery: 1, keys: 1 });

    await issuer.rotate();
    await checking.verify(await issuer.token(good));
    await checking.verify(first);
    expect(issuer.fetched).toEqual({ discovery: 1, keys: 2 });
  });

  it('lets made-up key ids make it fetch no more than once in a while', async () => {
    const checking = verifier();
    await checking.verify(await issuer.token(good));
    for (let i = 0; i < 50; i += 1) {
      const token = await issuer.token(good, { kid: `made-up-${i}` });
      await expect(checking.verify(token)).rejects.toBeInstanceOf(NotIdentified);
    }
    expect(issuer.fetched).toEqual({ discovery: 1, keys: 1 });
  });

  it('says that it cannot check, and not that the token is bad, when the issuer does not answer', async () => {
    const token = await issuer.token(good);
    issuer.isDown = true;
    const checking = verifier();
    for (let i = 0; i < 10; i += 1) await expect(checking.verify(token)).rejects.toBeInstanceOf(IdentityUnavailable);
  });

  it('believes no discovery document that names another issuer', async () => {
    issuer.metadata = { issuer: 'https://issuer.example' };
    await expect(verifier().verify(await issuer.token(good))).rejects.toBeInstanceOf(IdentityUnavailable);
  });
});

describe('tokens of Entra ID', () => {
  const v2 = (tid: string): string => `${issuer.url}/${tid}/v2.0`;
  const v1 = (tid: string): string => `https://sts.windows.net/${tid}/`;
  const entra = { cloud_instance_name: 'microsoftonline.com' };
  const ofOneTenant = () => {
    issuer.metadata = { ...entra, issuer: v2(TENANT) };
    return new JoseTokenVerifier({ issuer: v2(TENANT), audiences: [AUDIENCE] });
  };
  const ofMany = () => {
    issuer.metadata = { ...entra, issuer: `${issuer.url}/{tenantid}/v2.0` };
    return new JoseTokenVerifier({ issuer: `${issuer.url}/common/v2.0`, audiences: [AUDIENCE] });
  };

  it.each<[string, () => object]>([
    ['version 2', () => ({ ver: '2.0', iss: v2(TENANT), tid: TENANT })],
    ['version 1', () => ({ ver: '1.0', iss: v1(TENANT), tid: TENANT })],
  ])("%s is believed, at the tenant's own address and at the shared one", async (_, claims) => {
    for (const checking of [ofOneTenant, ofMany]) {
      const { isEntra } = await checking().verify(await issuer.token({ ...good, ...claims() }));
      expect(isEntra).toBe(true);
    }
  });

  it.each<[string, () => object]>([
    ['version 2 with the issuer of version 1', () => ({ ver: '2.0', iss: v1(TENANT), tid: TENANT })],
    ['version 1 with the issuer of version 2', () => ({ ver: '1.0', iss: v2(TENANT), tid: TENANT })],
    ['no version', () => ({ iss: v2(TENANT), tid: TENANT })],
    ['a version to come', () => ({ ver: '3.0', iss: v2(TENANT), tid: TENANT })],
    ['no tenant', () => ({ ver: '2.0', iss: v2(TENANT) })],
    ['a tenant other than its issuer', () => ({ ver: '2.0', iss: v2(TENANT), tid: OTHER_TENANT })],
    ['the template itself as issuer', () => ({ ver: '2.0', iss: `${issuer.url}/{tenantid}/v2.0`, tid: TENANT })],
  ])('%s is refused', async (_, claims) => {
    for (const checking of [ofOneTenant, ofMany]) {
      const token = await issuer.token({ ...good, ...claims() });
      await expect(checking().verify(token)).rejects.toBeInstanceOf(NotIdentified);
    }
  });

  it.each<[string, () => object]>([
    ['version 2', () => ({ ver: '2.0', iss: v2(OTHER_TENANT), tid: OTHER_TENANT })],
    ['version 1', () => ({ ver: '1.0', iss: v1(OTHER_TENANT), tid: OTHER_TENANT })],
  ])("%s of another tenant is refused at one tenant's address", async (_, claims) => {
    const token = await issuer.token({ ...good, ...claims() });
    await expect(ofOneTenant().verify(token)).rejects.toBeInstanceOf(NotIdentified);
  });

  it('a key that signs for one tenant signs for no other', async () => {
    const checking = ofMany();
    issuer.keyFields = { issuer: v2(OTHER_TENANT) };
    for (const claims of [
      { ver: '2.0', iss: v2(TENANT), tid: TENANT },
      { ver: '1.0', iss: v1(TENANT), tid: TENANT },
    ]) {
      await expect(checking.verify(await issuer.token({ ...good, ...claims }))).rejects.toBeInstanceOf(NotIdentified);
    }
    const own = { ver: '2.0', iss: v2(OTHER_TENANT), tid: OTHER_TENANT };
    await expect(checking.verify(await issuer.token({ ...good, ...own }))).resolves.toBeDefined();
  });
});
