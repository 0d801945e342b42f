import { isCollection, isComplex, isVector } from '../definition/field.js';
import type { IndexDefinition, IndexField } from '../definition/index-fields.js';
import { isJsonObject, type Json, type JsonObject } from '../json.js';
import { invalidExpression } from '../search-error.js';

/** What of a document is answered. */
export interface Projection {
  /** The document as answered, from its stored values; vectors come from `vectorOf`. */
  of(source: JsonObject, vectorOf: (path: string) => Json): JsonObject;
}

/**
 * Reads a `$select`: names and paths between commas; `*` or nothing is every retrievable field.
 *
 * What is not set is answered as null, an empty collection as `[]`: the service leaves no field out.
 *
 * @throws {SearchError} 400 where a field is unknown or not retrievable.
 */
export function parseSelect(select: string | undefined, definition: IndexDefinition): Projection {
  const names = (select ?? '*').split(',').map((name) => name.trim());
  const wanted = names.includes('*') ? undefined : names.filter((name) => name !== '');
  for (const path of wanted ?? []) checkRetrievable(path, definition.fields);
  const isWanted = (path: string): boolean =>
    wanted === undefined ||
    wanted.some((one) => one === path || one.startsWith(`${path}/`) || path.startsWith(`${one}/`));
  return { of: (source, vectorOf) => projected(source, definition.fields, '', isWanted, vectorOf) };
}

function projected(
  source: JsonObject,
  fields: readonly IndexField[],
  prefix: string,
  isWanted: (path: string) => boolean,
  vectorOf: (path: string) => Json,
): JsonObject {
  const document: JsonObject = {};
  for (const field of fields) {
    const path = `${prefix}${field.name}`;
    if (!field.retrievable || !isWanted(path)) continue;
    const value = isVector(field.type) ? vectorOf(path) : (source[field.name] ?? null);
    const part = (item: Json): Json =>
      isComplex(field.type) && isJsonObject(item)
        ? projected(item, field.fields ?? [], `${path}/`, isWanted, vectorOf)
        : item;
    if (isCollection(field.type) && !isVector(field.type))
      document[field.name] = Array.isArray(value) ? value.map(part) : [];
    else document[field.name] = part(value);
  }
  return document;
}

function checkRetrievable(path: string, fields: readonly IndexField[]): void {
  const [name, ...rest] = path.split('/');
  const field = fields.find((one) => one.name === name);
  if (field === undefined)
    throw invalidExpression(`Could not find a property named '${path}' on type 'search.document'.`, '$select');
  if (!field.retrievable) {
    throw invalidExpression(`The field '${path}' cannot be selected because it is not retrievable.`, '$select');
  }
  if (rest.length > 0) checkRetrievable(rest.join('/'), field.fields ?? []);
}
