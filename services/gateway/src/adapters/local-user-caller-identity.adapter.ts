import { Injectable } from '@nestjs/common';
import type { Caller } from '@shared/identity';
import { CallerIdentity, type IdentityEvidence } from '../ports/caller-identity.port.js';

/** {@link CallerIdentity} of `AUTH_MODE=none`: whoever reaches the door is the one local user, who may do everything. */
@Injectable()
export class LocalUserCallerIdentity extends CallerIdentity {
  async identify({ correlationId }: IdentityEvidence): Promise<Caller> {
    return { tenantId: 'local', userId: 'local', groups: [], roles: ['reader', 'contributor', 'admin'], correlationId };
  }
}
