import { NotIdentified } from '@shared/errors';
import { CallerIdentity, type IdentityEvidence, type KnownCaller } from '../ports/caller-identity.port.js';
import { credentialOf } from './credential.js';
import type { KeyCallers } from './key-callers.js';
import type { TokenCallers } from './token-callers.js';

/**
 * {@link CallerIdentity} of the product: API keys, and access tokens where people sign in.
 *
 * Without sign-in (`AUTH_MODE=none`) whoever reaches the door is the one local user, who may do everything. A key of
 * ours is held to its word all the same: it makes its sender less, and a wrong one is refused.
 */
export class Callers extends CallerIdentity {
  /** @param tokens undefined: nobody signs in here. */
  constructor(
    private readonly keys: KeyCallers,
    private readonly tokens: TokenCallers | undefined,
  ) {
    super();
  }

  async identify(evidence: IdentityEvidence): Promise<KnownCaller> {
    const credential = credentialOf(evidence);
    if (credential?.kind === 'key') return this.keys.identify(credential.secret, evidence.correlationId);
    if (!this.tokens) return localUser(evidence.correlationId);
    if (!credential) throw new NotIdentified();
    return this.tokens.identify(credential.secret, evidence.correlationId);
  }
}

const localUser = (correlationId: string): KnownCaller => ({
  tenantId: 'local',
  userId: 'local',
  groups: [],
  roles: ['reader', 'contributor', 'admin'],
  correlationId,
  kind: 'local',
  displayName: null,
});
