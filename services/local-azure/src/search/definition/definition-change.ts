import { SearchError } from '../search-error.js';
import { leafFields } from './field.js';
import type { IndexDefinition } from './index-fields.js';

/** Attributes of a field that are built into the index and cannot change once it exists. */
const FIXED = [
  'type',
  'key',
  'searchable',
  'filterable',
  'sortable',
  'facetable',
  'stored',
  'analyzer',
  'dimensions',
] as const;

/**
 * Whether an index must be rebuilt from its documents to become `next`: it has new fields.
 *
 * @throws {SearchError} 400 where the change is not allowed; a field may be added, not changed or taken away.
 */
export function isRebuild(current: IndexDefinition, next: IndexDefinition): boolean {
  const wanted = new Map(leafFields(next).map(({ path, field }) => [path, field]));
  const existing = leafFields(current);
  for (const { path, field } of existing) {
    const other = wanted.get(path);
    if (other === undefined)
      throw refused('CannotDeleteExistingField', `Existing field(s) '${path}' cannot be deleted.`);
    if (FIXED.some((attribute) => field[attribute] !== other[attribute])) {
      throw refused('CannotChangeExistingField', `Existing field '${path}' cannot be changed.`);
    }
  }
  return wanted.size > existing.length;
}

function refused(code: string, message: string): SearchError {
  return new SearchError(400, 'OperationNotAllowed', message, [{ code, message: `${message} Parameters: index` }]);
}
