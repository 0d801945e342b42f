import { NotIdentified } from '@shared/errors';
import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload, type RemoteJWKSetOptions } from 'jose';
import { z } from 'zod';
import { IdentityUnavailable } from '../identity/errors.js';
import { TokenVerifier, type VerifiedToken } from '../ports/token-verifier.port.js';

/** Whose tokens are believed. */
export interface IssuerSettings {
  /** Issuer as configured, without a slash at the end; for several Entra tenants `.../common/v2.0` or `.../organizations/v2.0`. */
  readonly issuer: string;
  /** Audiences that mean this product. */
  readonly audiences: readonly string[];
}

/** Times of the key set; in milliseconds. */
export interface KeySetTimes {
  /** Least time between two fetches because of an unknown key: made-up key ids cannot make us hammer the issuer. */
  readonly cooldownMs: number;
  /** A key that the issuer takes back is refused at most so much later. */
  readonly maxAgeMs: number;
}
const TIMES: KeySetTimes = { cooldownMs: 30_000, maxAgeMs: 3_600_000 };

/** Longest wait for the issuer, in milliseconds. */
const FETCH_TIMEOUT_MS = 5_000;
/** Least time between two attempts to reach an issuer that did not answer, in milliseconds. */
const RETRY_MS = 2_000;
/** Difference between our clock and the issuer's that is put up with, in seconds. */
const CLOCK_TOLERANCE_SECONDS = 5;
/** Asymmetric only: with a shared secret the public key would be one. */
const ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];

/** Issuers of Entra's v1 tokens, by cloud. */
const V1_ISSUERS: Readonly<Record<string, string>> = {
  'microsoftonline.com': 'https://sts.windows.net/{tenantid}/',
  'microsoftonline.us': 'https://sts.windows.net/{tenantid}/',
  'partner.microsoftonline.cn': 'https://sts.chinacloudapi.cn/{tenantid}/',
};
const TENANT = '{tenantid}';

const metadataSchema = z.object({
  issuer: z.string().min(1),
  jwks_uri: z.url(),
  /** Entra says this of itself, and nobody else does. */
  cloud_instance_name: z.string().optional(),
});
type Metadata = z.infer<typeof metadataSchema>;

interface Issuer {
  readonly metadata: Metadata;
  readonly keys: ReturnType<typeof createRemoteJWKSet>;
}

/** {@link TokenVerifier} by OpenID discovery and `jose`. */
export class JoseTokenVerifier extends TokenVerifier {
  private discovered: Promise<Issuer> | undefined;

  constructor(
    private readonly settings: IssuerSettings,
    private readonly times: KeySetTimes = TIMES,
  ) {
    super();
  }

  async verify(token: string): Promise<VerifiedToken> {
    const { metadata, keys } = await (this.discovered ??= this.discover());
    try {
      const { payload, protectedHeader } = await jwtVerify(token, keys, {
        algorithms: ALGORITHMS,
        audience: [...this.settings.audiences],
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        requiredClaims: ['iss', 'sub', 'aud', 'exp'],
      });
      const isEntra = metadata.cloud_instance_name !== undefined;
      const key = keys.jwks()?.keys.find(({ kid }) => kid === protectedHeader.kid);
      const keyIssuer = key && 'issuer' in key ? key.issuer : undefined;
      if (isEntra) checkEntraIssuer(payload, metadata, keyIssuer);
      else if (payload.iss !== metadata.issuer) throw new NotIdentified();
      return { claims: payload, isEntra };
    } catch (cause) {
      if (cause instanceof NotIdentified) throw cause;
      throw isTokensFault(cause) ? new NotIdentified({ cause }) : new IdentityUnavailable({ cause });
    }
  }

  /** Remembered for good once it worked; after a failure asked again, but not by every request. */
  private async discover(): Promise<Issuer> {
    try {
      const metadata = await fetchMetadata(this.settings.issuer);
      const options: RemoteJWKSetOptions = {
        cooldownDuration: this.times.cooldownMs,
        cacheMaxAge: this.times.maxAgeMs,
        timeoutDuration: FETCH_TIMEOUT_MS,
      };
      return { metadata, keys: createRemoteJWKSet(new URL(metadata.jwks_uri), options) };
    } catch (cause) {
      setTimeout(() => (this.discovered = undefined), RETRY_MS).unref();
      throw new IdentityUnavailable({ cause });
    }
  }
}

async function fetchMetadata(issuer: string): Promise<Metadata> {
  const reply = await fetch(`${issuer}/.well-known/openid-configuration`, {
    signal: AbortSignal.timeout(FETCH_TIMEOUT_MS),
    redirect: 'error',
  });
  if (!reply.ok) throw new Error(`discovery answered ${reply.status}`);
  const metadata = metadataSchema.parse(await reply.json());
  // Entra's shared addresses name no tenant in their metadata; everybody else must be who was configured.
  const isShared = metadata.cloud_instance_name !== undefined && metadata.issuer.includes(TENANT);
  if (!isShared && metadata.issuer.replace(/\/+$/, '') !== issuer) throw new Error('discovery names another issuer');
  if (issuer.startsWith('https:') && !metadata.jwks_uri.startsWith('https:')) throw new Error('keys are not on https');
  return metadata;
}

/** Version 1 and 2 tokens of a tenant have different issuers; which one is right, `ver` says. */
function checkEntraIssuer({ iss, tid, ver }: JWTPayload, metadata: Metadata, keyIssuer: unknown): void {
  if (typeof tid !== 'string') throw new NotIdentified();
  const v2 = metadata.issuer.replace(TENANT, tid);
  const v1 = V1_ISSUERS[metadata.cloud_instance_name ?? '']?.replace(TENANT, tid);
  const expected = ver === '2.0' ? v2 : ver === '1.0' ? v1 : undefined;
  // A tenant's own issuer says which tenant: a v1 token must be of the same one.
  const isOurTenant = metadata.issuer.includes(TENANT) || v2.includes(`/${tid}/`);
  // Some published keys sign for one tenant only.
  const isKeysTenant = typeof keyIssuer !== 'string' || keyIssuer.replace(TENANT, tid) === v2;
  if (expected === undefined || iss !== expected || !isOurTenant || !isKeysTenant) throw new NotIdentified();
}

/** Whether the token is at fault and not the way to the issuer's keys. */
const isTokensFault = (error: unknown): boolean =>
  error instanceof errors.JOSEError &&
  !(error instanceof errors.JWKSTimeout) &&
  !(error instanceof errors.JWKSInvalid) &&
  error.code !== errors.JOSEError.code;
