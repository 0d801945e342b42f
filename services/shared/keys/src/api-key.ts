import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Role } from '@shared/identity';

/** Limits of one key; null where the general ones hold. */
export interface KeyLimits {
  readonly requestsPerMinute: number | null;
  readonly tokensPerDay: number | null;
}

/** An API key as it is kept: everything but the key. */
export interface ApiKey {
  /** A ULID. */
  readonly id: string;
  readonly tenantId: string;
  /** What it is for, for people. */
  readonly name: string;
  /** Its first 8 characters: its public name. */
  readonly prefix: string;
  /** SHA-256 of the whole key, in hex: a key has 256 random bits, which no slow hash has to make up for. */
  readonly hash: string;
  readonly roles: readonly Role[];
  readonly limits: KeyLimits;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  /** User id of who made it; `cli` for the command line. */
  readonly createdBy: string;
  readonly expiresAt: string | null;
  readonly revokedAt: string | null;
}

const SECRET_BYTES = 32;
/** 32 bytes are 43 characters of base64url. */
const WHOLE_KEY = /^gw_[A-Za-z0-9_-]{43}$/;
const PREFIX_CHARS = 8;

/** A new key: `gw_` and 32 random bytes in base64url. */
export const newSecret = (): string => `gw_${randomBytes(SECRET_BYTES).toString('base64url')}`;

/** Whether somebody means to show one of our keys, well made or not. */
export const claimsToBeKey = (credential: string): boolean => credential.startsWith('gw_');

/** Whether it can be one of ours. */
export const isWellFormedKey = (credential: string): boolean => WHOLE_KEY.test(credential);

export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

export const prefixOf = (secret: string): string => secret.slice(0, PREFIX_CHARS);

/** Whether a key is the one that was kept, in a time that does not depend on where they differ. */
export function isSameHash(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** The user id of a key, a principal of its own: documents are shared with `user:key-<id>`. */
export const keyUserId = (id: string): string => `key-${id}`;

/** Whether a key opens anything at this moment. @param now milliseconds since the epoch. */
export const isInForce = ({ revokedAt, expiresAt }: ApiKey, now: number): boolean =>
  revokedAt === null && (expiresAt === null || Date.parse(expiresAt) > now);

/** What its maker decides about a key. */
export interface KeyRequest {
  readonly tenantId: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly expiresAt: string | null;
  readonly limits: KeyLimits;
  readonly createdBy: string;
}

/**
 * Makes a key. The secret is shown to its maker now and is nowhere afterwards.
 *
 * @param id a new ULID. @param now milliseconds since the epoch.
 */
export function makeKey(request: KeyRequest, id: string, now: number): { key: ApiKey; secret: string } {
  const secret = newSecret();
  const createdAt = new Date(now).toISOString();
  return {
    key: { ...request, id, prefix: prefixOf(secret), hash: hashOf(secret), createdAt, revokedAt: null },
    secret,
  };
}
