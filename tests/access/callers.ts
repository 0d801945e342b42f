import type { TestIssuer, TokenOptions } from '../support/test-issuer.ts';

export const AUDIENCE = 'api://groundwork';
/** Two directories that are let in, and one that is not. */
const [HOME, ABROAD, SHUT_OUT] = ['home', 'abroad', 'shut-out'];
export const ALLOWED_TENANTS = `${HOME},${ABROAD}`;
/** The group that the document is shared with. */
export const GROUP = 'keepers';

/** Kinds of callers whom the gateway knows. */
export const KNOWN = ['owner', 'other', 'reader', 'member', 'exMember', 'admin', 'apiKey', 'stranger'] as const;
/** Kinds of callers who are nobody here, with what each of them hears on every route that is not open to the world. */
export const REFUSED = {
  nobody: '401 not_identified',
  expired: '401 not_identified',
  wrongAudience: '401 not_identified',
  forged: '401 not_identified',
  revokedKey: '401 not_identified',
  expiredKey: '401 not_identified',
  unresolvedGroups: '403 groups_unresolved',
  shutOut: '403 tenant_not_allowed',
} as const;

export type Known = (typeof KNOWN)[number];
export type Kind = Known | keyof typeof REFUSED;
export const KINDS: readonly Kind[] = [...KNOWN, ...(Object.keys(REFUSED) as (keyof typeof REFUSED)[])];

/** Longer than any run of the test, in seconds. */
const TOKEN_SECONDS = 3_600;

/** What a caller shows. */
export type Headers = Readonly<Record<string, string>>;

/** Makes an issuer one of Entra ID, shared by its directories. */
export function asEntra(issuer: TestIssuer): string {
  issuer.metadata = { issuer: `${issuer.url}/{tenantid}/v2.0`, cloud_instance_name: 'microsoftonline.com' };
  return `${issuer.url}/common/v2.0`;
}

/** A person's token, as Entra ID makes it. */
export async function person(
  issuer: TestIssuer,
  claims: object,
  options: TokenOptions = { expiresInSeconds: TOKEN_SECONDS },
): Promise<Headers> {
  const { tid = HOME } = claims as { tid?: string };
  const all = { ver: '2.0', iss: `${issuer.url}/${tid}/v2.0`, tid, aud: AUDIENCE, sub: 's', scp: 'chat', groups: [] };
  return { authorization: `Bearer ${await issuer.token({ ...all, ...claims }, options)}` };
}

/** Everyone but the API keys, which are made over the API. */
export async function people(issuer: TestIssuer): Promise<Omit<Record<Kind, Headers>, `${string}Key`>> {
  const contributor = { roles: ['contributor'] };
  return {
    owner: await person(issuer, { oid: 'owner', ...contributor }),
    other: await person(issuer, { oid: 'other', ...contributor }),
    reader: await person(issuer, { oid: 'reader', roles: ['reader'] }),
    member: await person(issuer, { oid: 'member', ...contributor, groups: [GROUP] }),
    exMember: await person(issuer, { oid: 'ex-member', ...contributor }),
    admin: await person(issuer, { oid: 'admin', roles: ['admin'] }),
    // Of the same name as the owner and in the group of the same name, elsewhere.
    stranger: await person(issuer, { tid: ABROAD, oid: 'owner', roles: ['admin'], groups: [GROUP] }),
    nobody: {},
    expired: await person(issuer, { oid: 'owner', ...contributor }, { expiresInSeconds: -60 }),
    wrongAudience: await person(issuer, { oid: 'owner', ...contributor, aud: 'api://elsewhere' }),
    forged: await person(issuer, { oid: 'owner', ...contributor }, { expiresInSeconds: TOKEN_SECONDS, isForged: true }),
    unresolvedGroups: await person(issuer, {
      ...{ oid: 'owner', ...contributor, groups: undefined },
      _claim_names: { groups: 'src1' },
      _claim_sources: { src1: { endpoint: 'https://graph.windows.net/x/getMemberObjects' } },
    }),
    shutOut: await person(issuer, { tid: SHUT_OUT, oid: 'owner', ...contributor }),
  };
}

/** The ex-member, in the time before leaving the group. */
export const beforeLeaving = (issuer: TestIssuer): Promise<Headers> =>
  person(issuer, { oid: 'ex-member', roles: ['contributor'], groups: [GROUP] });
