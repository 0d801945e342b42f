import { NotIdentified } from '@shared/errors';
import { makeKey, type ApiKey } from '@shared/keys';
import { IdentityUnavailable } from './errors.js';
import { KEY_CACHE_MS, KeyCallers } from './key-callers.js';

const MADE = Date.parse('2026-11-21T10:00:00.000Z');

/** A store of keys in a list, which counts how often it is asked. */
function storeOf(...keys: ApiKey[]) {
  return {
    asked: 0,
    fails: false,
    async findByHash(hash: string): Promise<ApiKey | undefined> {
      this.asked += 1;
      if (this.fails) throw new Error('unplugged');
      return keys.find((key) => key.hash === hash);
    },
    replace: (key: ApiKey) => keys.splice(0, keys.length, key),
  };
}

const made = (change: Partial<ApiKey> = {}) => {
  const limits = { requestsPerMinute: 5, tokensPerDay: null };
  const { key, secret } = makeKey(
    { tenantId: 'acme', name: 'ci', roles: ['reader'], expiresAt: null, limits, createdBy: 'ann' },
    '01KB0000000000000000000001',
    MADE,
  );
  return { key: { ...key, ...change }, secret };
};

describe(KeyCallers.name, () => {
  it('knows a key as a principal of its own, with its roles and limits and no groups', async () => {
    const { key, secret } = made();
    expect(await new KeyCallers(storeOf(key)).identify(secret, 'correlation-1')).toEqual({
      tenantId: 'acme',
      userId: 'key-01KB0000000000000000000001',
      groups: [],
      roles: ['reader'],
      correlationId: 'correlation-1',
      kind: 'key',
      displayName: 'ci',
      limits: { requestsPerMinute: 5, tokensPerDay: undefined },
    });
  });

  it.each<[string, Partial<ApiKey>]>([
    ['revoked', { revokedAt: '2026-11-21T10:00:00.000Z' }],
    ['expired', { expiresAt: '2026-11-21T10:00:00.000Z' }],
  ])('refuses a %s key', async (_, change) => {
    const { key, secret } = made(change);
    const callers = new KeyCallers(storeOf(key), () => MADE);
    await expect(callers.identify(secret, 'c')).rejects.toBeInstanceOf(NotIdentified);
  });

  it('refuses a key when it expires, whatever it remembers', async () => {
    let now = MADE;
    const { key, secret } = made({ expiresAt: '2026-11-21T10:00:01.000Z' });
    const callers = new KeyCallers(storeOf(key), () => now);
    await callers.identify(secret, 'c');
    now += 1_000;
    await expect(callers.identify(secret, 'c')).rejects.toBeInstanceOf(NotIdentified);
  });

  it('asks nobody about what cannot be a key', async () => {
    const store = storeOf();
    await expect(new KeyCallers(store).identify('gw_nonsense', 'c')).rejects.toBeInstanceOf(NotIdentified);
    expect(store.asked).toBe(0);
  });

  it('asks once for many requests, and refuses a key that was revoked elsewhere within 30 s', async () => {
    let now = MADE;
    const { key, secret } = made();
    const store = storeOf(key);
    const callers = new KeyCallers(store, () => now);
    await Promise.all(Array.from({ length: 10 }, () => callers.identify(secret, 'c')));
    expect(store.asked).toBe(1);

    store.replace({ ...key, revokedAt: '2026-11-21T10:00:00.000Z' });
    now += 29_999;
    await callers.identify(secret, 'c');
    now += 1;
    await expect(callers.identify(secret, 'c')).rejects.toBeInstanceOf(NotIdentified);
    expect(KEY_CACHE_MS).toBe(30_000);
  });

  it('refuses a key at once that was revoked here', async () => {
    const { key, secret } = made();
    const store = storeOf(key);
    const callers = new KeyCallers(store);
    await callers.identify(secret, 'c');
    store.replace({ ...key, revokedAt: '2026-11-21T10:00:00.000Z' });
    callers.forget(key);
    await expect(callers.identify(secret, 'c')).rejects.toBeInstanceOf(NotIdentified);
  });

  it('says that it cannot check when the store is away, and asks again the next time', async () => {
    const { key, secret } = made();
    const store = storeOf(key);
    const callers = new KeyCallers(store);
    store.fails = true;
    await expect(callers.identify(secret, 'c')).rejects.toBeInstanceOf(IdentityUnavailable);
    store.fails = false;
    await expect(callers.identify(secret, 'c')).resolves.toMatchObject({ kind: 'key' });
  });

  it('believes no row whose hash is another', async () => {
    const { key, secret } = made();
    const callers = new KeyCallers({ findByHash: async () => ({ ...key, hash: key.hash.replace(/.$/, '!') }) });
    await expect(callers.identify(secret, 'c')).rejects.toBeInstanceOf(NotIdentified);
  });
});
