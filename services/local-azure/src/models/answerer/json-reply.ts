import { questionsIn, type Turn } from './prompt.js';
import { standaloneQuery } from './standalone-query.js';

type Schema = Readonly<Record<string, unknown>>;

/**
 * A reply that fits a JSON Schema: a property named `query` is the last question made to stand alone, everything else
 * is as empty as its type allows. Covers the subset that structured outputs take; `$ref` is answered with null.
 */
export function jsonReply(turns: readonly Turn[], schema: Schema): string {
  return JSON.stringify(fill(schema, () => standaloneQuery(questionsIn(turns))));
}

function fill(schema: Schema, query: () => string, name?: string): unknown {
  if ('const' in schema) return schema['const'];
  if (Array.isArray(schema['enum'])) return (schema['enum'] as unknown[])[0];
  if (Array.isArray(schema['anyOf'])) return fill(asSchema((schema['anyOf'] as unknown[])[0]), query, name);
  const type: unknown = Array.isArray(schema['type']) ? (schema['type'] as unknown[])[0] : schema['type'];
  switch (type ?? (schema['properties'] ? 'object' : 'null')) {
    case 'object':
      return filledObject(schema, query);
    case 'string':
      return name === 'query' ? query() : '';
    case 'number':
    case 'integer':
      return typeof schema['minimum'] === 'number' ? schema['minimum'] : 0;
    case 'boolean':
      return false;
    case 'array':
      return [];
    default:
      return type === undefined && name === undefined ? {} : null;
  }
}

function filledObject(schema: Schema, query: () => string): object {
  const properties = Object.entries(asSchema(schema['properties']));
  const required = Array.isArray(schema['required']) ? new Set<unknown>(schema['required']) : undefined;
  const wanted = properties.filter(([name]) => required === undefined || required.has(name) || name === 'query');
  return Object.fromEntries(wanted.map(([name, property]) => [name, fill(asSchema(property), query, name)]));
}

const asSchema = (value: unknown): Schema => (typeof value === 'object' && value !== null ? (value as Schema) : {});
