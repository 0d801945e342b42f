import { importPKCS8, importSPKI, jwtVerify, SignJWT, type CryptoKey } from 'jose';
import { z } from 'zod';
import { NotIdentified } from '@shared/errors';
import { ROLES, type Caller } from './caller.js';

/** The header that carries who is asking from the gateway to the services behind it. */
export const ASSERTION_HEADER = 'x-groundwork-assertion';

const ISSUER = 'groundwork-gateway';
const AUDIENCE = 'groundwork-internal';
const ALGORITHM = 'EdDSA';
/** Longest life of an assertion, in seconds; design section 7. */
const MAX_AGE_SECONDS = 60;

const claims = z.object({
  sub: z.string().min(1),
  tid: z.string().min(1),
  groups: z.array(z.string()),
  roles: z.array(z.enum(ROLES)),
  cid: z.string().min(1),
});

/** Signs who is asking. Only the gateway has the private key. */
export class AssertionSigner {
  private constructor(private readonly key: CryptoKey) {}

  /** @param pem Ed25519 private key, PKCS#8 PEM. */
  static async from(pem: string): Promise<AssertionSigner> {
    return new AssertionSigner(await importPKCS8(pem, ALGORITHM));
  }

  /** A JWT that says who is asking, good for {@link MAX_AGE_SECONDS}. */
  sign(caller: Caller): Promise<string> {
    return new SignJWT({
      tid: caller.tenantId,
      groups: [...caller.groups],
      roles: [...caller.roles],
      cid: caller.correlationId,
    })
      .setProtectedHeader({ alg: ALGORITHM })
      .setSubject(caller.userId)
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setIssuedAt()
      .setExpirationTime(`${MAX_AGE_SECONDS}s`)
      .sign(this.key);
  }
}

/** Checks who is asking, in the services behind the gateway. */
export class AssertionVerifier {
  private constructor(private readonly key: CryptoKey) {}

  /** @param pem Ed25519 public key, SPKI PEM. */
  static async from(pem: string): Promise<AssertionVerifier> {
    return new AssertionVerifier(await importSPKI(pem, ALGORITHM));
  }

  /**
   * @param assertion the value of {@link ASSERTION_HEADER}.
   * @throws {NotIdentified} if it is missing, forged, older than a minute or for somebody else.
   */
  async verify(assertion: string | undefined): Promise<Caller> {
    if (!assertion) throw new NotIdentified();
    try {
      const { payload } = await jwtVerify(assertion, this.key, {
        algorithms: [ALGORITHM],
        issuer: ISSUER,
        audience: AUDIENCE,
        maxTokenAge: MAX_AGE_SECONDS,
        requiredClaims: ['exp', 'iat'],
      });
      const { sub, tid, groups, roles, cid } = claims.parse(payload);
      return { tenantId: tid, userId: sub, groups, roles, correlationId: cid };
    } catch (cause) {
      throw new NotIdentified({ cause });
    }
  }
}
