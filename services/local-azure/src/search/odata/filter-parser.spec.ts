import fc from 'fast-check';
import type { Filter, Literal } from './filter.js';
import { parseFilter } from './filter-parser.js';

const refusal = (expression: string): string => {
  try {
    parseFilter(expression);
  } catch (error) {
    return error instanceof Error ? error.message : '';
  }
  return 'accepted';
};

describe('parseFilter', () => {
  it('binds and closer than or, and not closest', () => {
    expect(parseFilter('a or not b and c')).toEqual({
      kind: 'or',
      parts: [
        { kind: 'flag', path: 'a' },
        {
          kind: 'and',
          parts: [
            { kind: 'not', part: { kind: 'flag', path: 'b' } },
            { kind: 'flag', path: 'c' },
          ],
        },
      ],
    });
  });

  it('reads the filter of permissions', () => {
    expect(parseFilter("tenantId eq 't' and visibleTo/any(p: search.in(p, 'user:1|group:a,b', '|'))")).toEqual({
      kind: 'and',
      parts: [
        { kind: 'compare', path: 'tenantId', operator: 'eq', value: { type: 'string', value: 't' } },
        {
          kind: 'lambda',
          quantifier: 'any',
          path: 'visibleTo',
          variable: 'p',
          body: { kind: 'in', path: 'p', values: ['user:1', 'group:a,b'] },
        },
      ],
    });
  });

  it('splits the list of search.in at spaces and commas unless told otherwise', () => {
    expect(parseFilter("search.in(a, 'x, y z')")).toEqual({ kind: 'in', path: 'a', values: ['x', 'y', 'z'] });
  });

  it('turns a comparison round when the literal comes first', () => {
    expect(parseFilter('3 lt page')).toEqual({
      kind: 'compare',
      path: 'page',
      operator: 'gt',
      value: { type: 'number', value: 3 },
    });
  });

  it('never takes a quoted word for syntax', () => {
    expect(parseFilter("a eq ''' or true or '''")).toMatchObject({
      kind: 'compare',
      value: { value: "' or true or '" },
    });
  });

  it.each([
    ['This is not a valid filter.', "Syntax error at position 7 in 'This is not a valid filter.'."],
    ["a eq 'x", "There is an unterminated string literal at position 7 in 'a eq 'x'."],
    ['(a eq 1', "Syntax error at position 7 in '(a eq 1'."],
    ['a eq 1)', "Syntax error at position 7 in 'a eq 1)'."],
    ['a eq', "Expression expected at position 4 in 'a eq'."],
    ['', "Expression expected at position 0 in ''."],
    ['3', 'The $filter expression must evaluate to a single boolean value.'],
    ['a eq b', 'Comparisons must be between a field, range variable or function call and a literal value.'],
  ])('says what is wrong with %p as the service does', (expression, message) => {
    expect(refusal(expression)).toBe(`Invalid expression: ${message}\r\nParameter name: $filter`);
  });

  it('names a function it does not know, and one it does not emulate', () => {
    expect(refusal('foo.bar(a)')).toContain("An unknown function with name 'foo.bar' was found.");
    expect(refusal("search.ismatch('x')")).toContain('does not emulate');
  });

  it('refuses nesting without end instead of running out of stack', () => {
    expect(refusal(`${'('.repeat(20_000)}a${')'.repeat(20_000)}`)).toContain('nested more than 100 levels deep');
  });

  it('reads back every filter that can be written', () => {
    fc.assert(fc.property(filters, (filter) => expect(parseFilter(written(filter))).toEqual(filter)));
  });

  it('answers any text with a filter or a refusal of its own', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const said = refusal(text);
      expect(said === 'accepted' || said.startsWith('Invalid expression: ') || said.includes('does not emulate')).toBe(true);
    })); // prettier-ignore
  });
});

const names = fc.constantFrom('a', 'b', 'address/city');
const literals: fc.Arbitrary<Literal> = fc.oneof(
  fc.record({ type: fc.constant('string' as const), value: fc.string() }),
  fc.record({
    type: fc.constant('number' as const),
    value: fc.oneof(fc.integer(), fc.double({ noNaN: true })).map((n) => n + 0 || 0),
  }),
  fc.record({ type: fc.constant('boolean' as const), value: fc.boolean() }),
  fc.constant({ type: 'null' as const, value: null }),
);
const operators = fc.constantFrom(
  'eq' as const,
  'ne' as const,
  'gt' as const,
  'ge' as const,
  'lt' as const,
  'le' as const,
);
const words = fc.array(fc.stringMatching(/^[a-z':]{1,5}$/), { minLength: 1, maxLength: 4 });

const { filter: filters } = fc.letrec<{ filter: Filter; leaf: Filter }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    tie('leaf'),
    fc.record({ kind: fc.constant('not' as const), part: tie('filter') }),
    fc
      .tuple(fc.constantFrom('and' as const, 'or' as const), fc.array(tie('filter'), { minLength: 2, maxLength: 3 }))
      .map(
        // A list directly inside a list of its own kind is written in parentheses, and so stays one.
        ([kind, parts]): Filter => ({ kind, parts }),
      ),
    fc.record({
      kind: fc.constant('lambda' as const), quantifier: fc.constantFrom('any' as const, 'all' as const),
      path: names, variable: fc.constant('p'), body: tie('filter'),
    }), // prettier-ignore
  ),
  leaf: fc.oneof(
    fc.record({ kind: fc.constant('compare' as const), path: names, operator: operators, value: literals }),
    fc.record({ kind: fc.constant('in' as const), path: names, values: words }),
    fc.record({ kind: fc.constant('flag' as const), path: names }),
    fc.record({ kind: fc.constant('constant' as const), value: fc.boolean() }),
  ),
}));

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

function written(filter: Filter): string {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return filter.parts.map((part) => `(${written(part)})`).join(` ${filter.kind} `);
    case 'not':
      return `not (${written(filter.part)})`;
    case 'compare':
      return `${filter.path} ${filter.operator} ${literal(filter.value)}`;
    case 'in':
      return `search.in(${filter.path}, ${quoted(filter.values.join('|'))}, '|')`;
    case 'flag':
      return filter.path;
    case 'constant':
      return String(filter.value);
    case 'lambda':
      return `${filter.path}/${filter.quantifier}(${filter.variable ?? ''}: ${filter.body === undefined ? '' : written(filter.body)})`;
  }
}

function literal({ type, value }: Literal): string {
  if (type === 'string' || type === 'date') return quoted(value);
  return String(value).replace('Infinity', 'INF');
}
