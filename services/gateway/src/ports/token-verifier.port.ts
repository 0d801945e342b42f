/** The claims of a token whose signature, issuer, audience and lifetime have been checked. */
export interface VerifiedToken {
  readonly claims: Readonly<Record<string, unknown>>;
  /** Of Microsoft Entra ID, whose claims have rules of their own. */
  readonly isEntra: boolean;
}

/**
 * Checks access tokens of the configured issuer.
 *
 * Contract: a token is believed only if it is signed by a key that the issuer publishes now, names this issuer and
 * this audience, and is in its time; nothing of it counts before.
 */
export abstract class TokenVerifier {
  /**
   * @throws {NotIdentified} if the token does not hold.
   * @throws {IdentityUnavailable} if the issuer's keys cannot be had.
   */
  abstract verify(token: string): Promise<VerifiedToken>;
}
