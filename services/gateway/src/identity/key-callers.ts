import { NotIdentified } from '@shared/errors';
import { ApiKeys, hashOf, isInForce, isSameHash, isWellFormedKey, keyUserId, type ApiKey } from '@shared/keys';
import type { KnownCaller } from '../ports/caller-identity.port.js';
import { IdentityUnavailable } from './errors.js';
import { ExpiringCache } from './expiring-cache.js';

/** Longest time for which a revoked key still opens another replica, in milliseconds; docs/identity.md promises it. */
export const KEY_CACHE_MS = 30_000;
/** How long a key that is none is remembered, in milliseconds: a program that was set up wrongly asks again and again. */
const UNKNOWN_KEY_CACHE_MS = 5_000;
/** Keys remembered, known and unknown; about 1 KB each. */
const MAX_CACHED_KEYS = 10_000;

/** Callers who show an API key. */
export class KeyCallers {
  private readonly known: ExpiringCache<Promise<ApiKey | undefined>>;

  /** @param now milliseconds since the epoch. */
  constructor(
    private readonly keys: Pick<ApiKeys, 'findByHash'>,
    private readonly now: () => number = Date.now,
  ) {
    this.known = new ExpiringCache(MAX_CACHED_KEYS, now);
  }

  /** @throws {NotIdentified | IdentityUnavailable} */
  async identify(secret: string, correlationId: string): Promise<KnownCaller> {
    if (!isWellFormedKey(secret)) throw new NotIdentified();
    const hash = hashOf(secret);
    const key = await this.find(hash);
    if (!key || !isSameHash(key.hash, hash) || !isInForce(key, this.now())) throw new NotIdentified();
    return {
      tenantId: key.tenantId,
      userId: keyUserId(key.id),
      groups: [],
      roles: key.roles,
      correlationId,
      kind: 'key',
      displayName: key.name,
      limits: {
        requestsPerMinute: key.limits.requestsPerMinute ?? undefined,
        tokensPerDay: key.limits.tokensPerDay ?? undefined,
      },
    };
  }

  /** What was revoked here counts here at once. */
  forget({ hash }: Pick<ApiKey, 'hash'>): void {
    this.known.delete(hash);
  }

  private find(hash: string): Promise<ApiKey | undefined> {
    const known = this.known.get(hash);
    if (known) return known;
    const looked = this.keys.findByHash(hash).then(
      (key) => {
        if (!key) this.known.set(hash, looked, UNKNOWN_KEY_CACHE_MS);
        return key;
      },
      (cause: unknown) => {
        this.known.delete(hash);
        throw new IdentityUnavailable({ cause });
      },
    );
    this.known.set(hash, looked, KEY_CACHE_MS);
    return looked;
  }
}
