import { DomainError } from '@shared/errors';

/** An id in the address is not one. */
export class InvalidId extends DomainError {
  readonly code = 'invalid_id';
  readonly kind = 'invalid';
  /** @param shape what an id of this name looks like. */
  constructor(name: string, shape = '8 to 64 letters, digits, "_" or "-"') {
    super(`"${name}" in the address must be ${shape}.`);
  }
}

/** The address exists, but not for this method. */
export class MethodNotAllowed extends DomainError {
  readonly code = 'method_not_allowed';
  readonly kind = 'method';
  /** @param allowed methods the address takes, for the `Allow` header. */
  constructor(readonly allowed: readonly string[]) {
    super(`This address takes ${allowed.join(', ')} only.`);
  }
}
