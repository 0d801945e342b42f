import type { ApiKey } from './api-key.js';

/**
 * The API keys of all tenants.
 *
 * Contract, kept by every adapter and checked by `describeApiKeys`:
 * - the key itself is nowhere: it is found again by its hash alone;
 * - a key is found as soon as its making has answered, and its revocation shows in every reading from then on;
 * - one tenant neither lists nor revokes the keys of another.
 */
export abstract class ApiKeys {
  /** Makes what is needed, once. A repeat changes nothing. */
  abstract prepare(): Promise<void>;

  abstract add(key: ApiKey): Promise<void>;

  /** The key with this hash, in force or not. */
  abstract findByHash(hash: string): Promise<ApiKey | undefined>;

  /** All keys of a tenant, the newest first, revoked ones too. */
  abstract list(tenantId: string): Promise<ApiKey[]>;

  /** A repeat changes nothing. @returns the revoked key; undefined if the tenant has none of this id. */
  abstract revoke(tenantId: string, id: string, at: string): Promise<ApiKey | undefined>;
}
