import type { Caller } from '@shared/identity';

/** The parts of a request that can say who is asking. */
export interface IdentityEvidence {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly correlationId: string;
}

/** Finds out who is asking. */
export abstract class CallerIdentity {
  /** @throws {NotIdentified} if the request does not prove it. */
  abstract identify(evidence: IdentityEvidence): Promise<Caller>;
}
