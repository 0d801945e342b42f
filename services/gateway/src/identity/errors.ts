import { DomainError } from '@shared/errors';

/** Whoever issued the token belongs to a tenant that is not let in. */
export class TenantNotAllowed extends DomainError {
  readonly code = 'tenant_not_allowed';
  readonly kind = 'forbidden';
  constructor() {
    super('People of your organisation are not let in here; sign in with an account of one that is.');
  }
}

/** The caller's groups could not be found out. Nothing is shown rather than too much or, silently, too little. */
export class GroupsUnresolved extends DomainError {
  readonly code = 'groups_unresolved';
  readonly kind = 'forbidden';
  constructor(options?: { cause?: unknown }) {
    super(
      'Your groups could not be looked up, so nothing can be shown; try again in a moment, and tell an administrator if it stays.',
      options,
    );
  }
}

/** The identity provider, or the store of API keys, does not answer. */
export class IdentityUnavailable extends DomainError {
  readonly code = 'identity_unavailable';
  readonly kind = 'unavailable';
  constructor(options?: { cause?: unknown }) {
    super('Who is asking cannot be checked just now; try again in a few seconds.', {
      ...options,
      retryAfterSeconds: 5,
    });
  }
}

/** The caller is known and lacks a role. */
export class RoleMissing extends DomainError {
  readonly code = 'role_missing';
  readonly kind = 'forbidden';
  constructor(role: string) {
    super(`This needs the role "${role}", which you do not have; ask an administrator for it.`);
  }
}
