import type { Caller } from '@shared/identity';

/** The parts of a request that can say who is asking. */
export interface IdentityEvidence {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly correlationId: string;
  /** `?key=` of a WebSocket's address; browsers cannot give it headers. Of no other request. */
  readonly webSocketKey?: string | undefined;
}

/** A caller as the gateway knows it. What is not of {@link Caller} stays here and is in no assertion. */
export interface KnownCaller extends Caller {
  /** `local`: nobody signs in here. */
  readonly kind: 'local' | 'user' | 'key';
  /** For people: a name of the identity provider, or of the key. Decides nothing. */
  readonly displayName: string | null;
}

/** Finds out who is asking. */
export abstract class CallerIdentity {
  /**
   * @throws {NotIdentified} if the request does not prove it.
   * @throws {NotAllowed | TenantNotAllowed | GroupsUnresolved} if it does, and the caller may not come in.
   * @throws {IdentityUnavailable} if that cannot be found out just now.
   */
  abstract identify(evidence: IdentityEvidence): Promise<KnownCaller>;
}
