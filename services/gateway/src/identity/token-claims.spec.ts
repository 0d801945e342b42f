import { DomainError } from '@shared/errors';
import { issuerTenant, subjectOf, type AdmissionRules, type TokenSubject } from './token-claims.js';

const TID = '11111111-1111-4111-8111-111111111111';
const OID = '33333333-3333-4333-8333-333333333333';
const RULES: AdmissionRules = {
  allowedTenants: [],
  requiredScope: undefined,
  rolesClaim: 'roles',
  defaultRoles: ['reader'],
  usesGroups: true,
};
const person = { iss: 'i', sub: 'pairwise', tid: TID, oid: OID, scp: 'access', groups: [] as string[], name: 'Ann' };
const program = {
  iss: 'i',
  sub: OID,
  tid: TID,
  oid: OID,
  idtyp: 'app',
  roles: ['Groundwork.Reader'],
  groups: [] as string[],
};

const ofEntra = (claims: object, rules: Partial<AdmissionRules> = {}): TokenSubject =>
  subjectOf({ claims: { ...claims }, isEntra: true }, { ...RULES, ...rules });
const ofOther = (claims: object, rules: Partial<AdmissionRules> = {}): TokenSubject =>
  subjectOf(
    { claims: { iss: 'https://issuer.example', sub: 'ann', ...claims }, isEntra: false },
    { ...RULES, ...rules },
  );

function refusalOf(admit: () => unknown): string | undefined {
  try {
    admit();
    return undefined;
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    throw error;
  }
}

describe(subjectOf.name, () => {
  it('takes people of Entra ID by tenant and object, never by subject or name', () => {
    expect(ofEntra({ ...person, preferred_username: 'admin@example.com', upn: 'admin' })).toEqual({
      tenantId: TID,
      userId: OID,
      roles: ['reader'],
      displayName: 'Ann',
      isProgram: false,
      groups: [],
    });
  });

  it('takes people of other issuers by subject, in a tenant made of the issuer', () => {
    const { tenantId, userId } = ofOther({ tid: TID, oid: OID });
    // printf 'https://issuer.example' | sha256sum | cut -c1-32
    expect([tenantId, userId]).toEqual(['iss-ffb55acfff1cbc1b78adb75565bb3ff6', 'ann']);
    expect(issuerTenant('https://issuer.example/')).not.toBe(tenantId);
  });

  it.each(['key-01KB0000000000000000000001', 'local', 'cli', 'sub-0123', 'auth0|abc', 'a b', '..', 'x'.repeat(129)])(
    'lets the subject "%s" stand for nobody else',
    (sub) => {
      expect(ofOther({ sub }).userId).toMatch(/^sub-[0-9a-f]{64}$/);
    },
  );

  it.each<[string, object, Partial<AdmissionRules>, string]>([
    ['a tenant that is not let in', person, { allowedTenants: ['22222222'] }, 'tenant_not_allowed'],
    ['no tenant', { ...person, tid: undefined }, {}, 'not_identified'],
    ['no object id', { ...person, oid: undefined }, {}, 'not_identified'],
    ['another scope than is asked for', person, { requiredScope: 'chat' }, 'not_allowed'],
    ['no role where none is given away', person, { defaultRoles: [] }, 'not_allowed'],
    ["a program's token without a role", { ...program, roles: [] }, {}, 'not_allowed'],
    ["a program's token with a role of another product", { ...program, roles: ['Mail.Read'] }, {}, 'not_allowed'],
    [
      'an ID token, with roles but neither scope nor program',
      { ...person, scp: undefined, roles: ['admin'] },
      {},
      'not_identified',
    ],
    ['groups that are none', { ...person, groups: 'admins' }, {}, 'not_identified'],
  ])('refuses %s', (_, claims, rules, code) => {
    expect(refusalOf(() => ofEntra(claims, rules))).toBe(code);
  });

  it.each<[string, object, Partial<AdmissionRules>]>([
    ['a tenant that is', person, { allowedTenants: ['22222222', TID] }],
    ['a scope among others', { ...person, scp: 'openid chat' }, { requiredScope: 'chat' }],
    ['scopes as a list', { ...person, scp: ['openid', 'chat'] }, { requiredScope: 'chat' }],
    ['scopes by their other name', { ...person, scp: undefined, scope: 'openid chat' }, { requiredScope: 'chat' }],
    ['a program, of which no scope is asked', program, { requiredScope: 'chat' }],
    ['a program that only its object id shows', { ...program, idtyp: undefined }, {}],
  ])('lets in %s', (_, claims, rules) => {
    expect(refusalOf(() => ofEntra(claims, rules))).toBeUndefined();
  });

  it.each<[unknown, string[]]>([
    [['contributor'], ['contributor']],
    [
      ['Groundwork.Admin', 'Reader'],
      ['reader', 'admin'],
    ],
    ['contributor', ['contributor']],
    [['Mail.Admin'], ['reader']],
    [undefined, ['reader']],
    [7, ['reader']],
  ])('reads the roles of a person out of %j', (roles, expected) => {
    expect(ofEntra({ ...person, roles }).roles).toEqual(expected);
  });

  it('reads roles out of another claim where told so', () => {
    const claims = { 'https://example.com/roles': ['admin'], roles: ['reader'] };
    expect(ofOther(claims, { rolesClaim: 'https://example.com/roles' }).roles).toEqual(['admin']);
  });

  describe('groups', () => {
    it.each<[string, object]>([
      [
        'too many for the token',
        {
          groups: undefined,
          _claim_names: { groups: 'src1' },
          _claim_sources: { src1: { endpoint: 'https://graph.windows.net' } },
        },
      ],
      ['too many, with a part of them in the token', { groups: ['one'], _claim_names: { groups: 'src1' } }],
      ['too many for an address', { groups: undefined, hasgroups: true }],
      ['too many for an address, as a word', { groups: undefined, hasgroups: 'true' }],
      ['none told', { groups: undefined }],
    ])('%s: must be looked up, never read as none', (_, claims) => {
      expect(ofEntra({ ...person, ...claims }).groups).toBeUndefined();
    });

    it('are those of the token where it tells them, and none where it tells an empty list', () => {
      expect(ofEntra({ ...person, groups: ['a', 'b', 'a'] }).groups).toEqual(['a', 'b']);
      expect(ofEntra(person).groups).toEqual([]);
    });

    it('of other issuers are none where the claim is missing, and unknown where it is elsewhere', () => {
      expect(ofOther({}).groups).toEqual([]);
      expect(ofOther({ _claim_names: { groups: 'x' } }).groups).toBeUndefined();
    });

    it('that could not be shared with are left out', () => {
      expect(ofEntra({ ...person, groups: ['a|b', 'everyone|x', 'ok', ''] }).groups).toEqual(['ok']);
    });

    it('are not asked for where documents are not shared with any', () => {
      expect(ofEntra({ ...person, groups: undefined, hasgroups: true }, { usesGroups: false }).groups).toEqual([]);
    });
  });
});
