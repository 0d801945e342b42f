import type { JsonObject } from '../json.js';
import type { IndexDefinition, IndexField } from './index-fields.js';

const COLLECTION = /^Collection\((.+)\)$/;
const VECTOR_TYPES = new Set(['Edm.Single', 'Edm.Half', 'Edm.Int16', 'Edm.SByte', 'Edm.Byte']);

/** The type of one value: of `Collection(X)`, X. */
export function itemType(type: string): string {
  return COLLECTION.exec(type)?.[1] ?? type;
}

export const isCollection = (type: string): boolean => COLLECTION.test(type);
export const isVector = (type: string): boolean => isCollection(type) && VECTOR_TYPES.has(itemType(type));
export const isComplex = (type: string): boolean => itemType(type) === 'Edm.ComplexType';

/** Fills in what a field leaves out. Over REST the default of a capability is yes, where the type can have it. */
export function completeField(given: JsonObject & { name: string; type: string }): IndexField {
  const { name, type, fields } = given;
  if (isComplex(type)) {
    const inner = Array.isArray(fields) ? fields.filter((field) => isField(field)).map(completeField) : [];
    return { ...NOTHING, name, type, fields: inner };
  }
  const isText = itemType(type) === 'Edm.String';
  const isPlain = !isVector(type);
  return {
    name,
    type,
    searchable: flag(given.searchable, isText || !isPlain),
    filterable: flag(given.filterable, isPlain),
    retrievable: flag(given.retrievable, true),
    stored: flag(given.stored, true),
    sortable: flag(given.sortable, isPlain && !isCollection(type)),
    facetable: flag(given.facetable, isPlain && type !== 'Edm.GeographyPoint'),
    key: flag(given.key, false),
    indexAnalyzer: given.indexAnalyzer ?? null,
    searchAnalyzer: given.searchAnalyzer ?? null,
    analyzer: given.analyzer ?? null,
    normalizer: given.normalizer ?? null,
    dimensions: typeof given.dimensions === 'number' ? given.dimensions : null,
    vectorSearchProfile: typeof given.vectorSearchProfile === 'string' ? given.vectorSearchProfile : null,
    vectorEncoding: given.vectorEncoding ?? null,
    permissionFilter: given.permissionFilter ?? null,
    sensitivityLabel: given.sensitivityLabel ?? null,
    synonymMaps: given.synonymMaps ?? [],
  };
}

/** A complex field has no capability of its own; its parts do. */
const NOTHING = {
  searchable: false,
  filterable: false,
  retrievable: true,
  stored: true,
  sortable: false,
  facetable: false,
  key: false,
  dimensions: null,
  vectorSearchProfile: null,
};

const flag = (given: unknown, fallback: boolean): boolean => (typeof given === 'boolean' ? given : fallback);

function isField(value: unknown): value is JsonObject & { name: string; type: string } {
  return typeof value === 'object' && value !== null && 'name' in value && 'type' in value;
}

/** A field that holds values, and the path by which filters and selections name it, such as `address/city`. */
export interface LeafField {
  readonly path: string;
  readonly field: IndexField;
}

/**
 * Every field that holds values. Parts of a complex field count, parts of a collection of complex values do not: those
 * are kept and returned, not searched or filtered by.
 */
export function leafFields(definition: Pick<IndexDefinition, 'fields'>): LeafField[] {
  const leaves = (fields: readonly IndexField[], prefix: string): LeafField[] =>
    fields.flatMap((field) => {
      if (!isComplex(field.type)) return [{ path: `${prefix}${field.name}`, field }];
      return isCollection(field.type) ? [] : leaves(field.fields ?? [], `${prefix}${field.name}/`);
    });
  return leaves(definition.fields, '');
}

/** The key field's name. */
export function keyOf(definition: IndexDefinition): string {
  return definition.fields.find(({ key }) => key)?.name ?? '';
}
