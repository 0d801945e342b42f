import { isJsonObject, type Json } from '../json.js';
import { invalidParameter, type SearchError } from '../search-error.js';
import { isCollection, isVector, itemType, leafFields } from './field.js';
import type { IndexField } from './index-fields.js';

const TYPES = new Set([
  'Edm.String',
  'Edm.Int32',
  'Edm.Int64',
  'Edm.Double',
  'Edm.Boolean',
  'Edm.DateTimeOffset',
  'Edm.GeographyPoint',
  'Edm.ComplexType',
  'Edm.Single',
  'Edm.Half',
  'Edm.Int16',
  'Edm.SByte',
  'Edm.Byte',
]);
const FIELD_NAME = /^[A-Za-z]\w{0,127}$/;

/** Most dimensions of a vector field: the service's own limit. */
const MAX_DIMENSIONS = 4_096;

/**
 * The rules of the service about fields.
 *
 * @throws {SearchError} 400 naming the field and what to do.
 */
export function checkFields(index: string, fields: readonly IndexField[], vectorSearch: Json | undefined): void {
  const keys = fields.filter(({ key }) => key);
  if (keys.length !== 1) {
    const message = `Found ${keys.length} key fields in index '${index}'. Each index must have exactly one key field.`;
    throw invalidParameter('index', message, 'MissingKeyField', 'OperationNotAllowed');
  }
  if (keys[0]?.type !== 'Edm.String') {
    throw badField(`The key field '${keys[0]?.name ?? ''}' must be of type 'Edm.String'.`);
  }
  const seen = new Set<string>();
  for (const { path, field } of leafFields({ fields: [...fields] })) {
    if (seen.has(path.toLowerCase()))
      throw badField(`There is more than one field named '${path}'. Field names must be unique.`);
    seen.add(path.toLowerCase());
    checkField(field, vectorSearch);
  }
}

function checkField(field: IndexField, vectorSearch: Json | undefined): void {
  const { name, type } = field;
  if (!FIELD_NAME.test(name)) {
    throw badField(
      `Invalid field name '${name}'. Field names start with a letter and hold letters, digits and underscores, at most 128.`,
    );
  }
  if (!TYPES.has(itemType(type)) || (isVectorItem(type) && !isVector(type))) {
    throw badField(`The field '${name}' has the type '${type}', which is not one of the service's types.`);
  }
  if (isVector(type)) checkVectorField(field, vectorSearch);
  else if (field.searchable && itemType(type) !== 'Edm.String') {
    throw badField(`The field '${name}' of type '${type}' cannot be searchable. Only string and vector fields can be.`);
  }
  if (field.sortable && isCollection(type))
    throw badField(`The field '${name}' is a collection and cannot be sortable.`);
  if (!field.stored && field.retrievable) {
    throw badField(
      `The field '${name}' is marked as not stored but is marked as retrievable. A retrievable field must be stored. ` +
        `Either set 'stored=false' and 'retrievable=false' or 'stored=true'.`,
    );
  }
}

const isVectorItem = (type: string): boolean => isVector(`Collection(${itemType(type)})`);

function checkVectorField(
  { name, dimensions, vectorSearchProfile, ...field }: IndexField,
  vectorSearch: Json | undefined,
): void {
  if (dimensions === null) throw badField(`The vector field '${name}' must have the property 'dimensions' set.`);
  if (!Number.isInteger(dimensions) || dimensions < 2 || dimensions > MAX_DIMENSIONS) {
    throw badField(`The vector field '${name}' must have between 2 and ${MAX_DIMENSIONS} dimensions.`);
  }
  if (vectorSearchProfile === null)
    throw badField(`The vector field '${name}' must have the property 'vectorSearchProfile' set.`);
  if (field.filterable || field.sortable || field.facetable) {
    throw badField(`The vector field '${name}' cannot be filterable, sortable or facetable.`);
  }
  if (!namesOf(vectorSearch, 'profiles').includes(vectorSearchProfile)) {
    throw badField(
      `The vector search profile '${vectorSearchProfile}' of field '${name}' is not defined in 'vectorSearch.profiles'.`,
    );
  }
}

function namesOf(vectorSearch: Json | undefined, list: string): string[] {
  const items = isJsonObject(vectorSearch) ? vectorSearch[list] : undefined;
  return Array.isArray(items)
    ? items.flatMap((item) => (isJsonObject(item) && typeof item.name === 'string' ? [item.name] : []))
    : [];
}

function badField(message: string): SearchError {
  return invalidParameter('definition', message, 'InvalidField');
}
