import { claimsToBeKey } from '@shared/keys';
import type { IdentityEvidence } from '../ports/caller-identity.port.js';

/** What a request shows of its sender. */
export interface Credential {
  readonly kind: 'key' | 'token';
  readonly secret: string;
}

const BEARER = /^Bearer +(\S+) *$/i;

/**
 * The credential of a request: `Authorization: Bearer`, then `api-key`, then the key of a WebSocket's address.
 *
 * Ours begin with `gw_`; whatever else stands in `api-key` is what clients of OpenAI send where none is needed, and
 * proves nothing.
 */
export function credentialOf({ headers, webSocketKey }: IdentityEvidence): Credential | undefined {
  const bearer = BEARER.exec(single(headers['authorization']) ?? '')?.[1];
  if (bearer !== undefined) return { kind: claimsToBeKey(bearer) ? 'key' : 'token', secret: bearer };
  const secret = single(headers['api-key']) ?? webSocketKey;
  return secret !== undefined && claimsToBeKey(secret) ? { kind: 'key', secret } : undefined;
}

const single = (value: string | string[] | undefined): string | undefined =>
  typeof value === 'string' ? value.trim() : undefined;
