import type { DatabaseSync } from 'node:sqlite';
import { isCollection, isVector, itemType, leafFields, type LeafField } from '../definition/field.js';
import type { IndexDefinition } from '../definition/index-fields.js';
import { codeTable, factColumn, manyTable, vectorTable } from './names.js';

/** The fields of an index by what is kept of each. */
export interface FieldRoles {
  /** Searchable strings, in the order of the columns `c0`, `c1`, ... of `words`. */
  readonly words: readonly LeafField[];
  /** Single values that filters or sorting look at. */
  readonly facts: readonly LeafField[];
  /** Collections that filters look into. */
  readonly many: readonly LeafField[];
  readonly vectors: readonly LeafField[];
}

/** Sorts the fields of an index by what is kept of each. */
export function rolesOf(definition: IndexDefinition): FieldRoles {
  const leaves = leafFields(definition);
  const isKept = ({ field }: LeafField): boolean => field.filterable || field.sortable;
  return {
    words: leaves.filter(({ field }) => field.searchable && itemType(field.type) === 'Edm.String'),
    facts: leaves.filter((leaf) => isKept(leaf) && !isCollection(leaf.field.type)),
    many: leaves.filter((leaf) => isKept(leaf) && isCollection(leaf.field.type)),
    vectors: leaves.filter(({ field }) => isVector(field.type)),
  };
}

/** The name of a searchable field's column in `words` and `lengths`. */
export const wordColumn = (at: number): string => `c${at}`;

/**
 * Makes the tables of an index; those that exist stay.
 *
 * - `documents`: the documents as given, without vectors.
 * - `facts`, `many ...`: what filters and sorting look at.
 * - `words`: full-text index of analysed terms. Column `every` holds the same term for each document, so that a query
 *   can say "everything but". The `ascii` tokenizer cuts at spaces only: our terms hold no other ASCII signs.
 * - `lengths`: terms of each searchable field, stop words left out.
 * - `vectors ...`, `codes ...`: see vector-leg.
 * - `arrivals`: acknowledged batches that cannot be found yet (visibility lag).
 */
export function createTables(db: DatabaseSync, definition: IndexDefinition): void {
  const { words, facts, many, vectors } = rolesOf(definition);
  const columns = words.map((_, at) => wordColumn(at));
  db.exec(`
    CREATE TABLE IF NOT EXISTS documents(id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, source TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS arrivals(batch INTEGER PRIMARY KEY, due_ms INTEGER NOT NULL, actions TEXT NOT NULL);
    CREATE TABLE facts(${['id INTEGER PRIMARY KEY', ...facts.map(({ path }) => factColumn(path))].join(', ')});
    CREATE TABLE lengths(${['id INTEGER PRIMARY KEY', ...columns.map((column) => `${column} INTEGER NOT NULL`)].join(', ')});
    CREATE VIRTUAL TABLE words USING fts5(${['every', ...columns].join(', ')}, tokenize = 'ascii');
    CREATE VIRTUAL TABLE word_counts USING fts5vocab(words, 'col');
  `);
  facts.forEach(({ path }, at) => db.exec(`CREATE INDEX facts_by_${at} ON facts(${factColumn(path)})`));
  many.forEach(({ path }, at) => {
    db.exec(
      `CREATE TABLE ${manyTable(path)}(value NOT NULL, id INTEGER NOT NULL, PRIMARY KEY(value, id)) WITHOUT ROWID`,
    );
    db.exec(`CREATE INDEX many_by_${at} ON ${manyTable(path)}(id)`);
  });
  for (const { path } of vectors) {
    db.exec(`CREATE TABLE IF NOT EXISTS ${vectorTable(path)}(id INTEGER PRIMARY KEY, vector BLOB NOT NULL)`);
    db.exec(`CREATE TABLE IF NOT EXISTS ${codeTable(path)}(id INTEGER PRIMARY KEY, code BLOB NOT NULL)`);
  }
}

/** Drops everything that `documents` and the vectors can be used to make again. */
export function dropDerived(db: DatabaseSync, definition: IndexDefinition): void {
  db.exec('DROP TABLE word_counts; DROP TABLE words; DROP TABLE lengths; DROP TABLE facts');
  for (const { path } of rolesOf(definition).many) db.exec(`DROP TABLE ${manyTable(path)}`);
}
