import { isCollection, isComplex, isVector, itemType } from '../definition/field.js';
import type { IndexField } from '../definition/index-fields.js';
import { isJsonObject, type Json, type JsonObject } from '../json.js';
import { SearchError, invalidParameter } from '../search-error.js';
import { factOf } from './facts.js';

/** Largest term of a filterable, sortable or facetable string, bytes of UTF-8: Lucene's limit, and the service's. */
const MAX_TERM_BYTES = 32_766;

/**
 * A document's values in the form they are kept, checked against the fields. Vectors are checked and stay in it.
 *
 * @throws {SearchError} 400 for the whole request: an unknown name, a value of the wrong type, a vector of the wrong length.
 */
export function checkedValues(given: JsonObject, fields: readonly IndexField[]): JsonObject {
  const byName = new Map(fields.map((field) => [field.name, field]));
  const values: JsonObject = {};
  for (const [name, value] of Object.entries(given)) {
    if (name.startsWith('@')) continue;
    const field = byName.get(name);
    if (field === undefined) throw unknownProperty(name);
    values[name] = checkedValue(field, value ?? null);
  }
  return values;
}

function checkedValue(field: IndexField, value: Json): Json {
  if (isVector(field.type)) return checkedVector(field, value);
  if (!isCollection(field.type)) return checkedItem(field, value);
  if (value === null) return [];
  if (!Array.isArray(value)) throw wrongType(value, field.type);
  return value.map((item) => {
    if (item === null) throw wrongType(item, itemType(field.type));
    return checkedItem(field, item);
  });
}

function checkedItem(field: IndexField, value: Json): Json {
  if (value === null) return null;
  const type = itemType(field.type);
  if (isComplex(type) || type === 'Edm.GeographyPoint') {
    if (!isJsonObject(value)) throw wrongType(value, type);
    return isComplex(type) ? checkedValues(value, field.fields ?? []) : value;
  }
  const fact = factOf(type, value);
  if (fact === undefined) throw wrongType(value, type);
  if (/^Edm\.Int/.test(type) && !Number.isInteger(fact)) throw wrongType(value, type);
  return type === 'Edm.DateTimeOffset' ? isoDate(Number(fact)) : value;
}

/** Dates come back as the service writes them: UTC, without a fraction of zero. */
const isoDate = (ms: number): string => new Date(ms).toISOString().replace('.000Z', 'Z');

function checkedVector({ name, dimensions, type }: IndexField, value: Json): Json {
  if (value === null) return null;
  if (!Array.isArray(value) || !value.every((number) => typeof number === 'number' && Number.isFinite(number))) {
    throw wrongType(value, type);
  }
  if (value.length !== dimensions && value.length > 0) throw wrongLength(name, dimensions ?? 0, value.length);
  return value.length === 0 ? null : value;
}

/** @throws {SearchError} never; returned to be thrown. The words are the service's. */
export function wrongLength(name: string, dimensions: number, given: number): SearchError {
  const message =
    `There's a mismatch in vector dimensions. The vector field '${name}', with dimension of '${dimensions}', expects a length of '${dimensions}'. ` +
    `However, the provided vector has a length of '${given}'. Please ensure that the vector length matches the expected length of the vector field.`;
  return invalidParameter('actions', `0: ${message}`, 'InvalidVector', 'OperationNotAllowed');
}

/** The name of a field whose value is one term too long to be kept, if there is one: that document fails, alone. */
export function fieldWithOversizeTerm(values: JsonObject, fields: readonly IndexField[]): string | undefined {
  return fields.find((field) => {
    const value = values[field.name];
    if (isComplex(field.type) && isJsonObject(value))
      return fieldWithOversizeTerm(value, field.fields ?? []) !== undefined;
    if (!field.filterable && !field.sortable && !field.facetable) return false;
    const terms = Array.isArray(value) ? value : [value];
    return terms.some((term) => typeof term === 'string' && isOversize(term));
  })?.name;
}

/** No UTF-16 unit takes more than 3 bytes: short strings need no count. */
const isOversize = (term: string): boolean =>
  term.length * 3 > MAX_TERM_BYTES && Buffer.byteLength(term) > MAX_TERM_BYTES;

function unknownProperty(name: string): SearchError {
  const message =
    `The property '${name}' does not exist on type 'search.documentFields'. ` +
    'Make sure to only use property names that are defined by the type.';
  return new SearchError(400, '', `The request is invalid. Details: parameters : ${message}`);
}

/** Says the kind of value, not the value: it may be somebody's document. */
function wrongType(value: Json, type: string): SearchError {
  const kind =
    value === null ? 'null' : Array.isArray(value) ? 'a list' : isJsonObject(value) ? 'an object' : `a ${typeof value}`;
  return new SearchError(
    400,
    '',
    `The request is invalid. Details: parameters : Cannot convert ${kind} to the expected type '${type}'.`,
  );
}
