import { nextQuestions } from './next-questions.js';
import { questionsIn, type Turn } from './prompt.js';
import { standaloneQuery } from './standalone-query.js';
import { supportedClaims } from './supported-claims.js';

type Schema = Readonly<Record<string, unknown>>;

/** What properties of some names are filled with, where they have this type. */
type Known = ReadonlyMap<string, { readonly type: 'string' | 'array'; readonly fill: () => unknown }>;

/**
 * A reply that fits a JSON Schema: `query` is the last question made to stand alone, `supported` the claims that their
 * sources hold, `questions` what the sources hold besides the answer; everything else is as empty as its type allows.
 * Covers the subset that structured outputs take; `$ref` is answered with null.
 */
export function jsonReply(turns: readonly Turn[], schema: Schema): string {
  const known: Known = new Map([
    ['query', { type: 'string', fill: () => standaloneQuery(questionsIn(turns)) }],
    ['supported', { type: 'array', fill: () => supportedClaims(turns) }],
    ['questions', { type: 'array', fill: () => nextQuestions(turns) }],
  ]);
  return JSON.stringify(fill(schema, known));
}

function fill(schema: Schema, known: Known, name = ''): unknown {
  if ('const' in schema) return schema['const'];
  if (Array.isArray(schema['enum'])) return (schema['enum'] as unknown[])[0];
  if (Array.isArray(schema['anyOf'])) return fill(asSchema((schema['anyOf'] as unknown[])[0]), known, name);
  const type: unknown = Array.isArray(schema['type']) ? (schema['type'] as unknown[])[0] : schema['type'];
  const own = known.get(name);
  if (own && own.type === type) return own.fill();
  switch (type ?? (schema['properties'] ? 'object' : 'null')) {
    case 'object':
      return filledObject(schema, known);
    case 'string':
      return '';
    case 'number':
    case 'integer':
      return typeof schema['minimum'] === 'number' ? schema['minimum'] : 0;
    case 'boolean':
      return false;
    case 'array':
      return [];
    default:
      return type === undefined && name === '' ? {} : null;
  }
}

function filledObject(schema: Schema, known: Known): object {
  const properties = Object.entries(asSchema(schema['properties']));
  const required = Array.isArray(schema['required']) ? new Set<unknown>(schema['required']) : undefined;
  const wanted = properties.filter(([name]) => required === undefined || required.has(name) || known.has(name));
  return Object.fromEntries(wanted.map(([name, property]) => [name, fill(asSchema(property), known, name)]));
}

const asSchema = (value: unknown): Schema => (typeof value === 'object' && value !== null ? (value as Schema) : {});
