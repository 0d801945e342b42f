import { DomainError } from '@shared/errors';

/** The tenant has no such key. */
export class KeyMissing extends DomainError {
  readonly code = 'key_missing';
  readonly kind = 'missing';
  constructor() {
    super('There is no API key of this id; list yours with GET /api/admin/keys.');
  }
}
