import { makeKey, type ApiKey } from './api-key.js';
import type { ApiKeys } from './api-keys.port.js';

let made = 0;
/** A key for tests, later than all made before. */
export function keyFor(tenantId: string): { key: ApiKey; secret: string } {
  made += 1;
  const id = `01KB000000000000000000${String(made).padStart(4, '0')}`;
  const limits = { requestsPerMinute: 7, tokensPerDay: null };
  const request = {
    tenantId,
    name: 'Nightly run',
    roles: ['reader'] as const,
    expiresAt: null,
    limits,
    createdBy: 'ann',
  };
  return makeKey(request, id, Date.parse('2026-11-21T10:00:00.000Z') + made);
}

/** The promises of {@link ApiKeys}, as tests. Every adapter's spec calls this. */
export function describeApiKeys(make: () => ApiKeys): void {
  describe('keeps the ApiKeys contract', () => {
    it('finds a key by its hash with everything its maker said', async () => {
      const { key } = keyFor('tenant-a');
      await make().add(key);
      expect(await make().findByHash(key.hash)).toEqual(key);
    });

    it('finds none by another hash, and none by the key itself', async () => {
      const { key, secret } = keyFor('tenant-a');
      await make().add(key);
      const nearest = key.hash.replace(/.$/, (last) => (last === '0' ? '1' : '0'));
      expect(await make().findByHash(nearest)).toBeUndefined();
      expect(await make().findByHash(secret)).toBeUndefined();
    });

    it('lists the keys of one tenant only, the newest first', async () => {
      const [older, other, newer] = [keyFor('tenant-b'), keyFor('tenant-c'), keyFor('tenant-b')];
      for (const { key } of [older, other, newer]) await make().add(key);
      expect(await make().list('tenant-b')).toEqual([newer.key, older.key]);
    });

    it('shows a revocation in every reading from then on, and keeps its first moment', async () => {
      const { key } = keyFor('tenant-d');
      await make().add(key);
      const revoked = { ...key, revokedAt: '2026-11-22T10:00:00.000Z' };

      expect(await make().revoke('tenant-d', key.id, '2026-11-22T10:00:00.000Z')).toEqual(revoked);
      expect(await make().revoke('tenant-d', key.id, '2026-11-23T10:00:00.000Z')).toEqual(revoked);

      expect(await make().findByHash(key.hash)).toEqual(revoked);
      expect(await make().list('tenant-d')).toEqual([revoked]);
    });

    it("lets no tenant revoke another's key", async () => {
      const { key } = keyFor('tenant-e');
      await make().add(key);
      expect(await make().revoke('tenant-f', key.id, '2026-11-22T10:00:00.000Z')).toBeUndefined();
      expect(await make().findByHash(key.hash)).toEqual(key);
    });
  });
}
