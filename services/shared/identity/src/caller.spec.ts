import { mayManage, mayRead, principalsOf, readersOf, type Caller, type Role } from './caller.js';

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

describe(mayRead.name, () => {
  it.each([
    ['the owner', caller('ann'), document(), true],
    ['another person', caller('bob'), document(), false],
    ['a person it is shared with', caller('bob'), document('user:bob'), true],
    ['a person it is shared with by a longer name', caller('bob'), document('user:bobby'), false],
    ['a member of a group it is shared with', caller('bob', ['reader'], ['g1']), document('group:g1'), true],
    ['a member of another group', caller('bob', ['reader'], ['g2']), document('group:g1'), false],
    ['someone whose name is that of the group', caller('g1'), document('group:g1'), false],
    ['everyone', caller('bob'), document('everyone'), true],
    ['someone called everyone', caller('everyone'), document(), false],
    ['an administrator it is not shared with', caller('root', ['admin']), document(), false],
    ['everyone of another tenant', caller('bob', ['reader'], [], 'other'), document('everyone'), false],
    ['the same name in another tenant', caller('ann', ['admin'], [], 'other'), document(), false],
  ])('%s', (_, who, what, may) => {
    expect(mayRead(who, what)).toBe(may);
  });
});

describe(mayManage.name, () => {
  it.each([
    ['the owner, a contributor', caller('ann', ['contributor']), true],
    ['the owner, now a reader only', caller('ann', ['reader']), false],
    ['another contributor', caller('bob', ['contributor']), false],
    ['an administrator of the tenant', caller('root', ['admin']), true],
    ['an administrator of another tenant', caller('root', ['admin'], [], 'other'), false],
    ['the same name in another tenant', caller('ann', ['contributor'], [], 'other'), false],
    ['someone with no role', caller('ann', []), false],
  ])('%s', (_, who, may) => {
    expect(mayManage(who, document('user:bob', 'everyone'))).toBe(may);
  });
});
