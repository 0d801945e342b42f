import { isCollection, itemType, leafFields } from '../definition/field.js';
import type { IndexDefinition, IndexField } from '../definition/index-fields.js';
import { factOf, type Fact } from '../documents/facts.js';
import { invalidExpression } from '../search-error.js';
import { factColumn, manyTable } from '../store/names.js';
import type { Filter, Literal, Operator } from './filter.js';

/** A condition on `facts`, and the values of its question marks. */
export interface Condition {
  readonly sql: string;
  readonly values: readonly Fact[];
}

type Compare = Extract<Filter, { kind: 'compare' }>;
type Lambda = Extract<Filter, { kind: 'lambda' }>;

/** Where a name leads: a column of `facts`, or inside a lambda the value of the collection's own table. */
interface Subject {
  readonly sql: string;
  readonly type: string;
}

const SQL: Readonly<Record<Operator, string>> = { eq: 'IS', ne: 'IS NOT', gt: '>', ge: '>=', lt: '<', le: '<=' };

/**
 * Says in SQL what a filter says in OData. Logic has two values, as the service's has: a comparison with a missing
 * value is false, `ne` is true.
 *
 * @throws {SearchError} 400 where a field is unknown, not filterable, or compared with the wrong kind of value.
 */
export function filterCondition(filter: Filter, definition: IndexDefinition): Condition {
  return new Translation(new Map(leafFields(definition).map(({ path, field }) => [path, field]))).of(filter);
}

class Translation {
  /** The lambda being translated: its variable, and the type of what it ranges over. */
  private range: { readonly variable: string; readonly type: string } | undefined;

  constructor(private readonly fields: ReadonlyMap<string, IndexField>) {}

  of(filter: Filter): Condition {
    switch (filter.kind) {
      case 'and':
      case 'or':
        return joined(
          filter.kind.toUpperCase(),
          filter.parts.map((part) => this.of(part)),
        );
      case 'not': {
        const { sql, values } = this.of(filter.part);
        return { sql: `NOT (${sql})`, values };
      }
      case 'constant':
        return { sql: filter.value ? '1' : '0', values: [] };
      case 'flag':
        return this.compare({
          kind: 'compare',
          path: filter.path,
          operator: 'eq',
          value: { type: 'boolean', value: true },
        });
      case 'compare':
        return this.compare(filter);
      case 'in': {
        const { sql, type } = this.subject(filter.path);
        if (type !== 'Edm.String')
          throw invalid(`'search.in' needs a field of type 'Edm.String', and '${filter.path}' is of type '${type}'.`);
        return { sql: `${sql} IN (SELECT value FROM json_each(?))`, values: [JSON.stringify(filter.values)] };
      }
      case 'lambda':
        return this.lambda(filter);
    }
  }

  private compare({ path, operator, value }: Compare): Condition {
    const { sql, type } = this.subject(path);
    const isOrdering = operator !== 'eq' && operator !== 'ne';
    if (isOrdering && (type === 'Edm.String' || type === 'Edm.Boolean' || value.type === 'null')) {
      throw incompatible(type, value, operator);
    }
    const fact = value.type === 'null' ? null : factOf(type, value.value);
    if (fact === undefined || !isLike(type, value)) throw incompatible(type, value, operator);
    const comparison = `${sql} ${SQL[operator]} ?`;
    return { sql: isOrdering ? `coalesce(${comparison}, 0)` : comparison, values: [fact] };
  }

  /** A lambda may use nothing but its own variable, so that it is a question to the collection's table alone. */
  private lambda({ quantifier, path, variable, body }: Lambda): Condition {
    if (this.range !== undefined)
      throw invalid(`A lambda may only use its own range variable, and '${path}' is not '${this.range.variable}'.`);
    const { type } = this.field(path);
    if (!isCollection(type)) throw invalid(`'${quantifier}' needs a collection, and '${path}' is of type '${type}'.`);
    const ids = `SELECT id FROM ${manyTable(path)}`;
    if (variable === undefined || body === undefined) return { sql: `id IN (${ids})`, values: [] };
    this.range = { variable, type: itemType(type) };
    const { sql, values } = this.of(body);
    this.range = undefined;
    return quantifier === 'any'
      ? { sql: `id IN (${ids} WHERE ${sql})`, values }
      : { sql: `id NOT IN (${ids} WHERE NOT (${sql}))`, values };
  }

  private subject(path: string): Subject {
    if (this.range !== undefined) {
      if (path === this.range.variable) return { sql: 'value', type: this.range.type };
      throw invalid(`A lambda may only use its own range variable, and '${path}' is not '${this.range.variable}'.`);
    }
    const { type } = this.field(path);
    if (isCollection(type)) {
      throw invalid(`'${path}' is a collection and cannot be compared itself. Use '${path}/any(x: x eq ...)'.`);
    }
    return { sql: factColumn(path), type };
  }

  private field(path: string): IndexField {
    const field = this.fields.get(path);
    if (field === undefined) throw invalid(`Could not find a property named '${path}' on type 'search.document'.`);
    if (!field.filterable)
      throw invalid(`'${path}' is not a filterable field. Only filterable fields can be used in filter expressions.`);
    return field;
  }
}

/** Halves a long list, so that SQLite's limit of 1,000 nested expressions is never near. */
function joined(word: string, parts: readonly Condition[]): Condition {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only;
  const half = Math.ceil(parts.length / 2);
  const left = joined(word, parts.slice(0, half));
  const right = joined(word, parts.slice(half));
  return { sql: `(${left.sql} ${word} ${right.sql})`, values: [...left.values, ...right.values] };
}

/** Whether a literal is of the kind a field holds: a date in a string field is no date. */
function isLike(type: string, { type: literal }: Literal): boolean {
  if (literal === 'null') return true;
  if (type === 'Edm.String') return literal === 'string';
  if (type === 'Edm.Boolean') return literal === 'boolean';
  return type === 'Edm.DateTimeOffset' ? literal === 'date' : literal === 'number';
}

const KIND: Readonly<Record<Operator, string>> = {
  eq: 'Equal',
  ne: 'NotEqual',
  gt: 'GreaterThan',
  ge: 'GreaterThanOrEqual',
  lt: 'LessThan',
  le: 'LessThanOrEqual',
};
const LITERAL_TYPE = {
  string: 'Edm.String',
  date: 'Edm.DateTimeOffset',
  number: 'Edm.Double',
  boolean: 'Edm.Boolean',
  null: 'null',
} as const;

const incompatible = (type: string, value: Literal, operator: Operator) =>
  invalid(
    `A binary operator with incompatible types was detected. Found operand types '${type}' and '${LITERAL_TYPE[value.type]}' for operator kind '${KIND[operator]}'.`,
  );

const invalid = (message: string) => invalidExpression(message, '$filter');
