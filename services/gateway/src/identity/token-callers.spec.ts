import { TokenCallers } from './token-callers.js';

const claims = { iss: 'i', sub: 's', tid: 'tenant-1', oid: 'object-1', scp: 'access', hasgroups: true };
const rules = {
  allowedTenants: [],
  requiredScope: undefined,
  rolesClaim: 'roles',
  defaultRoles: ['reader'] as const,
  usesGroups: true,
  cacheMs: 60_000,
};

/** A directory that counts how often it is asked. */
const directory = (answer: () => Promise<string[]>) => {
  const asked: unknown[] = [];
  return { asked, groupsOf: (object: unknown) => (asked.push(object), answer()) };
};
const callersWith = (groups: ReturnType<typeof directory>, now?: () => number) =>
  new TokenCallers({ verify: async () => ({ claims, isEntra: true }) }, groups, rules, now);

describe(TokenCallers.name, () => {
  it('looks up groups that the token does not tell, and remembers them for a while', async () => {
    let now = 0;
    const groups = directory(async () => ['sales', 'not|one']);
    const callers = callersWith(groups, () => now);
    for (let i = 0; i < 5; i += 1) expect((await callers.identify('t', 'c')).groups).toEqual(['sales']);
    expect(groups.asked).toEqual([{ tenantId: 'tenant-1', objectId: 'object-1', isProgram: false }]);

    now = 60_000;
    await callers.identify('t', 'c');
    expect(groups.asked).toHaveLength(2);
  });

  it('refuses a caller whose groups cannot be looked up, and asks again only after a moment', async () => {
    let now = 0;
    const groups = directory(() => Promise.reject(new Error('throttled')));
    const callers = callersWith(groups, () => now);
    for (let i = 0; i < 5; i += 1) {
      await expect(callers.identify('t', 'c')).rejects.toMatchObject({ code: 'groups_unresolved' });
    }
    expect(groups.asked).toHaveLength(1);
    now = 5_000;
    await expect(callers.identify('t', 'c')).rejects.toMatchObject({ code: 'groups_unresolved' });
    expect(groups.asked).toHaveLength(2);
  });
});
