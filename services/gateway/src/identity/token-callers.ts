import type { GroupDirectory } from '../ports/group-directory.port.js';
import type { KnownCaller } from '../ports/caller-identity.port.js';
import type { TokenVerifier } from '../ports/token-verifier.port.js';
import { GroupsUnresolved } from './errors.js';
import { ExpiringCache } from './expiring-cache.js';
import { principalIds, subjectOf, type AdmissionRules, type TokenSubject } from './token-claims.js';

/** People and programs whose groups are remembered; some KB each. */
const MAX_CACHED_GROUPS = 10_000;
/** How long a look-up that failed is not repeated, in milliseconds: a directory that is down is not asked by everybody. */
const FAILED_CACHE_MS = 5_000;

/** How groups are looked up. */
export interface GroupRules {
  /** How long looked-up groups are believed, in milliseconds. */
  readonly cacheMs: number;
}

/** Callers who show an access token. */
export class TokenCallers {
  private readonly looked: ExpiringCache<Promise<readonly string[]>>;

  /** @param now milliseconds since the epoch. */
  constructor(
    private readonly verifier: TokenVerifier,
    private readonly directory: GroupDirectory,
    private readonly rules: AdmissionRules & GroupRules,
    now: () => number = Date.now,
  ) {
    this.looked = new ExpiringCache(MAX_CACHED_GROUPS, now);
  }

  /** @throws {NotIdentified | NotAllowed | TenantNotAllowed | GroupsUnresolved | IdentityUnavailable} */
  async identify(token: string, correlationId: string): Promise<KnownCaller> {
    const subject = subjectOf(await this.verifier.verify(token), this.rules);
    const { tenantId, userId, roles, displayName } = subject;
    const groups = subject.groups ?? (await this.lookUp(subject));
    return { tenantId, userId, groups, roles, correlationId, kind: 'user', displayName };
  }

  private lookUp({ tenantId, userId, isProgram }: TokenSubject): Promise<readonly string[]> {
    const key = `${tenantId} ${userId}`;
    const known = this.looked.get(key);
    if (known) return known;
    const looked = this.directory
      .groupsOf({ tenantId, objectId: userId, isProgram })
      .then(principalIds, (cause: unknown) => {
        this.looked.set(key, looked, FAILED_CACHE_MS);
        throw new GroupsUnresolved({ cause });
      });
    this.looked.set(key, looked, this.rules.cacheMs);
    return looked;
  }
}
