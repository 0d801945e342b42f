import fc from 'fast-check';
import { EngineFixture } from '../../../test/search-fixture.js';

describe('filters over an index', () => {
  let fixture: EngineFixture;
  const ids = (filter: string): unknown[] => fixture.ids({ filter, select: 'id' });

  beforeAll(() => {
    fixture = new EngineFixture();
    fixture.createIndex();
    fixture.index(
      {
        id: 'a',
        tenantId: 't',
        page: 1,
        isLive: true,
        createdAt: '2026-01-01T00:00:00Z',
        visibleTo: ['user:1', 'everyone'],
      },
      { id: 'b', tenantId: 't', page: 2, isLive: false, createdAt: '2026-06-01T00:00:00+02:00', visibleTo: ['user:2'] },
      { id: 'c', tenantId: 'u', visibleTo: [] },
    );
  });
  afterAll(() => fixture.close());

  it.each([
    ["tenantId eq 't'", ['a', 'b']],
    ["tenantId ne 't'", ['c']],
    ["not (tenantId eq 't')", ['c']],
    ["tenantId eq 't' and page gt 1", ['b']],
    ['page ge 1 and page le 1', ['a']],
    ["page lt 2 or tenantId eq 'u'", ['a', 'c']],
    ['page eq null', ['c']],
    ['page ne 1', ['b', 'c']],
    ['not (page gt 1)', ['a', 'c']],
    ['isLive', ['a']],
    ['not isLive', ['b', 'c']],
    ['createdAt ge 2026-05-31T22:00:00Z', ['b']],
    ["visibleTo/any(p: p eq 'user:2')", ['b']],
    ["visibleTo/any(p: search.in(p, 'user:1|user:2', '|'))", ['a', 'b']],
    ["visibleTo/any(p: p eq 'user:1' or p eq 'user:2')", ['a', 'b']],
    ['visibleTo/any()', ['a', 'b']],
    ['not visibleTo/any()', ['c']],
    ["visibleTo/all(p: p ne 'everyone')", ['b', 'c']],
    ["search.in(tenantId, 'u,x')", ['c']],
    ["tenantId eq 't'' or 1 eq 1 or ''x'", []],
  ])('%s finds %p', (filter, found) => {
    expect(ids(filter)).toEqual(found);
  });

  it.each([
    ["nothing eq 'x'", "Could not find a property named 'nothing' on type 'search.document'."],
    ["content eq 'x'", "'content' is not a filterable field."],
    ["page eq 'x'", "Found operand types 'Edm.Int32' and 'Edm.String' for operator kind 'Equal'."],
    ["tenantId gt 'a'", "for operator kind 'GreaterThan'."],
    ["visibleTo eq 'x'", 'is a collection and cannot be compared itself'],
    ["tenantId/any(p: p eq 'x')", 'needs a collection'],
    ["visibleTo/any(p: tenantId eq 't')", 'A lambda may only use its own range variable'],
  ])('refuses %s', (filter, message) => {
    const said = fixture.refusal({ filter });
    expect(said).toContain(message);
    expect(said).toMatch(/^400 Invalid expression: [\s\S]*\r\nParameter name: \$filter$/);
  });

  it('takes a list of many hundred comparisons', () => {
    const filter = Array.from({ length: 3_000 }, (_, at) => `page eq ${at + 2}`).join(' or ');
    expect(ids(filter)).toEqual(['b']);
  });

  it('lets through the same as logic says, whatever the filter', () => {
    const pages = new Map<string, number | null>([['a', 1], ['b', 2], ['c', null]]); // prettier-ignore
    type Test = { readonly text: string; readonly holds: (page: number | null) => boolean };
    const { test } = fc.letrec<{ test: Test }>((tie) => ({
      test: fc.oneof(
        { maxDepth: 4 },
        fc
          .integer({ min: 0, max: 3 })
          .map((n) => ({ text: `page eq ${n}`, holds: (page: number | null) => page === n })),
        fc
          .integer({ min: 0, max: 3 })
          .map((n) => ({ text: `page gt ${n}`, holds: (page: number | null) => page !== null && page > n })),
        tie('test').map((part) => ({ text: `not (${part.text})`, holds: (page: number | null) => !part.holds(page) })),
        fc.tuple(tie('test'), tie('test')).map(([one, other]) => ({
          text: `(${one.text}) or (${other.text})`,
          holds: (page: number | null) => one.holds(page) || other.holds(page),
        })),
        fc.tuple(tie('test'), tie('test')).map(([one, other]) => ({
          text: `(${one.text}) and (${other.text})`,
          holds: (page: number | null) => one.holds(page) && other.holds(page),
        })),
      ),
    }));
    fc.assert(
      fc.property(test, ({ text, holds }) => {
        expect(ids(text)).toEqual([...pages].filter(([, page]) => holds(page)).map(([id]) => id));
      }),
    );
  });
});
