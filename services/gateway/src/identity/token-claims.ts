import { createHash } from 'node:crypto';
import { NotAllowed, NotIdentified } from '@shared/errors';
import { ROLES, type Role } from '@shared/identity';
import { z } from 'zod';
import type { VerifiedToken } from '../ports/token-verifier.port.js';
import { TenantNotAllowed } from './errors.js';

/** What decides whom a token lets in, and as whom. */
export interface AdmissionRules {
  /** `tid`s let in; empty: those whose tokens the configured issuer signs. */
  readonly allowedTenants: readonly string[];
  /** Scope that a person's token must carry; undefined: any. */
  readonly requiredScope: string | undefined;
  /** Claim that lists roles. */
  readonly rolesClaim: string;
  /** Roles of a person whose token names none. */
  readonly defaultRoles: readonly Role[];
  /** Whether documents may be shared with groups; without, no token's groups are read. */
  readonly usesGroups: boolean;
}

/** Whom a token speaks for. */
export interface TokenSubject {
  readonly tenantId: string;
  readonly userId: string;
  readonly roles: readonly Role[];
  readonly displayName: string | null;
  /** A program that signed in for itself. */
  readonly isProgram: boolean;
  /** Undefined: the token does not tell them, and they must be looked up. */
  readonly groups: readonly string[] | undefined;
}

const text = z.string().min(1);
const strings = z.union([z.string().transform((words) => words.split(' ')), z.array(z.string())]);
const schema = z.object({
  iss: text,
  sub: text,
  tid: text.optional(),
  oid: text.optional(),
  idtyp: z.string().optional(),
  scp: strings.optional(),
  scope: strings.optional(),
  groups: z.array(z.string()).optional(),
  hasgroups: z.union([z.boolean(), z.string()]).optional(),
  _claim_names: z.record(z.string(), z.unknown()).optional(),
  name: z.string().optional(),
});
type Claims = z.infer<typeof schema>;

/** What can stand behind `user:` and `group:`; design section 7 shares documents with these. */
const PRINCIPAL_ID = /^(?!\.+$)[A-Za-z0-9_.@-]{1,128}$/;

/**
 * Who a verified token speaks for. Names and mail addresses decide nothing: they can be given away again.
 *
 * @throws {NotIdentified | TenantNotAllowed | NotAllowed}
 */
export function subjectOf({ claims: raw, isEntra }: VerifiedToken, rules: AdmissionRules): TokenSubject {
  const parsed = schema.safeParse(raw);
  if (!parsed.success) throw new NotIdentified({ cause: parsed.error });
  const claims = parsed.data;
  const identity = isEntra
    ? entraIdentity(claims, rules)
    : { tenantId: issuerTenant(claims.iss), userId: subject(claims.sub) };
  const scopes = [...(claims.scp ?? []), ...(claims.scope ?? [])].filter((scope) => scope !== '');
  const isProgram = isEntra && scopes.length === 0;
  if (isProgram && claims.idtyp !== 'app' && claims.oid !== claims.sub) {
    // Neither delegated nor an application's own: an ID token, which is for the web app and opens nothing here.
    throw new NotIdentified();
  }
  if (!isProgram && rules.requiredScope !== undefined && !scopes.includes(rules.requiredScope)) {
    throw new NotAllowed(`The token lacks the scope "${rules.requiredScope}"; ask for it when you sign in.`);
  }
  const named = rolesIn(raw[rules.rolesClaim]);
  const roles = named.length > 0 || isProgram ? named : rules.defaultRoles;
  if (roles.length === 0) {
    throw new NotAllowed(
      'You are known here but have no role; ask an administrator for "reader", "contributor" or "admin".',
    );
  }
  return { ...identity, roles, displayName: claims.name ?? null, isProgram, groups: groupsIn(claims, isEntra, rules) };
}

function entraIdentity(
  { tid, oid }: Claims,
  { allowedTenants }: AdmissionRules,
): Pick<TokenSubject, 'tenantId' | 'userId'> {
  if (tid === undefined || oid === undefined || !PRINCIPAL_ID.test(oid)) throw new NotIdentified();
  if (allowedTenants.length > 0 && !allowedTenants.includes(tid)) throw new TenantNotAllowed();
  return { tenantId: tid, userId: oid };
}

/** One tenant an issuer. */
export const issuerTenant = (issuer: string): string => `iss-${digest(issuer).slice(0, 32)}`;

/** A subject that could not be a principal, or would read as an API key or the local user, is replaced by its digest. */
const subject = (sub: string): string =>
  PRINCIPAL_ID.test(sub) && !/^(key-|sub-|local$|cli$)/.test(sub) ? sub : `sub-${digest(sub)}`;

const digest = (words: string): string => createHash('sha256').update(words).digest('hex');

/** `reader`, `Reader` or `Groundwork.Reader`: application roles are often named with their product. */
function rolesIn(value: unknown): Role[] {
  const names = strings.safeParse(value);
  if (!names.success) return [];
  const plain = names.data.map((name) => name.toLowerCase().replace(/^groundwork[.:_-]/, ''));
  return ROLES.filter((role) => plain.includes(role));
}

/**
 * The groups that a token tells. Entra leaves the claim out when there are too many (`_claim_names`, `hasgroups`), and
 * also when its application is not set up for it: absence is never "no groups".
 */
function groupsIn(claims: Claims, isEntra: boolean, { usesGroups }: AdmissionRules): readonly string[] | undefined {
  if (!usesGroups) return [];
  const isElsewhere =
    claims._claim_names?.['groups'] !== undefined || claims.hasgroups === true || claims.hasgroups === 'true';
  if (isElsewhere || (isEntra && claims.groups === undefined)) return undefined;
  return principalIds(claims.groups ?? []);
}

/** Ids that cannot be shared with are of no use, and must not be mistaken for others. */
export const principalIds = (ids: readonly string[]): string[] =>
  [...new Set(ids)].filter((id) => PRINCIPAL_ID.test(id));
