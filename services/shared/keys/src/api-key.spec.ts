import {
  claimsToBeKey,
  hashOf,
  isInForce,
  isSameHash,
  isWellFormedKey,
  keyUserId,
  makeKey,
  newSecret,
} from './api-key.js';

describe(makeKey.name, () => {
  const request = {
    tenantId: 'local',
    name: 'ci',
    roles: ['reader'] as const,
    expiresAt: null,
    limits: { requestsPerMinute: null, tokensPerDay: null },
    createdBy: 'cli',
  };

  it('keeps the public name and the hash of the key, not the key', () => {
    const { key, secret } = makeKey(request, '01KB0000000000000000000001', Date.parse('2026-11-21T10:00:00.000Z'));
    expect(key).toEqual({
      ...request,
      id: '01KB0000000000000000000001',
      prefix: secret.slice(0, 8),
      hash: hashOf(secret),
      createdAt: '2026-11-21T10:00:00.000Z',
      revokedAt: null,
    });
  });

  it('makes 32 random bytes of base64url behind gw_', () => {
    const secrets = Array.from({ length: 50 }, newSecret);
    for (const secret of secrets) {
      expect(Buffer.from(secret.slice(3), 'base64url')).toHaveLength(32);
      expect([isWellFormedKey(secret), secret.slice(0, 3)]).toEqual([true, 'gw_']);
    }
    expect(new Set(secrets).size).toBe(50);
  });
});

it.each([
  ['gw_short', true, false],
  [`gw_${'a'.repeat(43)}`, true, true],
  [`gw_${'a'.repeat(44)}`, true, false],
  [`gw_${'/'.repeat(43)}`, true, false],
  ['sk-anything', false, false],
])('%s: claims to be a key %p, can be one %p', (credential, claims, wellFormed) => {
  expect([claimsToBeKey(credential), isWellFormedKey(credential)]).toEqual([claims, wellFormed]);
});

it('hashes with SHA-256, in hex', () => {
  // printf 'gw_' | sha256sum
  expect(hashOf('gw_')).toBe('f221fdadff1eefa9a78cf2b1f02c95cbc0e27c0eab855e4dfe776c8b1f7e3c34');
});

it.each([
  ['ab', 'ab', true],
  ['ab', 'ac', false],
  ['ab', 'abc', false],
])('%s and %s are the same: %p', (one, other, same) => {
  expect(isSameHash(one, other)).toBe(same);
});

describe(isInForce.name, () => {
  const now = Date.parse('2026-11-21T10:00:00.000Z');
  const { key } = makeKey(
    {
      tenantId: 't',
      name: 'n',
      roles: [],
      expiresAt: null,
      limits: { requestsPerMinute: null, tokensPerDay: null },
      createdBy: 'c',
    },
    'id',
    now,
  );
  it.each([
    ['without an end', {}, true],
    ['a millisecond before its end', { expiresAt: '2026-11-21T10:00:00.001Z' }, true],
    ['at its end', { expiresAt: '2026-11-21T10:00:00.000Z' }, false],
    ['revoked', { revokedAt: '2026-11-21T09:00:00.000Z' }, false],
  ])('%s', (_, change, opens) => {
    expect(isInForce({ ...key, ...change }, now)).toBe(opens);
  });
});

it('is a principal of its own', () => {
  expect(keyUserId('01KB')).toBe('key-01KB');
});
