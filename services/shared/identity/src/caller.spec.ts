import { may, principalsOf, readersOf, type Caller, type DocumentAct, type Role } from './caller.js';

const caller = (userId: string, roles: Role[] = ['reader'], groups: string[] = [], tenantId = 't'): Caller => ({
  tenantId,
  userId,
  groups,
  roles,
  correlationId: '12345678',
});
/** Ann's document, shared with whom the test says. */
const document = (...visibleTo: string[]): { tenantId: string; ownerId: string; visibleTo: string[] } => ({
  tenantId: 't',
  ownerId: 'ann',
  visibleTo,
});

describe(principalsOf.name, () => {
  it('names the person, the groups and everyone', () => {
    expect(principalsOf(caller('ann', [], ['g1', 'g2']))).toEqual(['user:ann', 'group:g1', 'group:g2', 'everyone']);
  });
});

describe(readersOf.name, () => {
  it('names the owner once', () => {
    expect(readersOf(document('user:ann', 'group:g1'))).toEqual(['user:ann', 'group:g1']);
  });
});

/** Every act, as letters: which of them a caller may do is a word such as "see read". */
const ACTS: readonly DocumentAct[] = ['see', 'read', 'share', 'delete', 'change'];
const allowed = (who: Caller, what: ReturnType<typeof document>): string =>
  ACTS.filter((act) => may(who, act, what)).join(' ');

describe(may.name, () => {
  it.each([
    ['the owner, a contributor', caller('ann', ['contributor']), document(), 'see read share delete change'],
    ['the owner, now a reader only', caller('ann'), document(), 'see read'],
    ['the owner, an administrator', caller('ann', ['admin']), document(), 'see read share delete change'],
    ['the owner without any role', caller('ann', []), document(), ''],
    ['another person', caller('bob', ['contributor']), document(), ''],
    ['a person it is shared with', caller('bob', ['contributor']), document('user:bob'), 'see read'],
    ['a person it is shared with by a longer name', caller('bob'), document('user:bobby'), ''],
    ['a member of a group it is shared with', caller('bob', ['reader'], ['g1']), document('group:g1'), 'see read'],
    ['a member of another group', caller('bob', ['reader'], ['g2']), document('group:g1'), ''],
    ['someone whose name is that of the group', caller('g1'), document('group:g1'), ''],
    ['everyone', caller('bob'), document('everyone'), 'see read'],
    ['someone called everyone', caller('everyone'), document(), ''],
    ['someone without any role', caller('bob', []), document('everyone'), ''],
    ['an administrator it is not shared with', caller('root', ['admin']), document('user:bob'), 'see share delete'],
    ['an administrator it is shared with', caller('root', ['admin']), document('everyone'), 'see read share delete'],
    ['everyone of another tenant', caller('bob', ['reader'], [], 'other'), document('everyone'), ''],
    ['the same name in another tenant', caller('ann', ['admin'], [], 'other'), document(), ''],
  ])('%s', (_, who, what, acts) => {
    expect(allowed(who, what)).toBe(acts);
  });
});
