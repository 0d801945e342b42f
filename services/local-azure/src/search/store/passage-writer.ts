import { isJsonObject, type Json, type JsonObject } from '../json.js';
import { analyze } from '../analysis/analyzer.js';
import { isStopWord } from '../analysis/stop-words.js';
import type { Action, ActionResult } from '../documents/batch.js';
import { factOf } from '../documents/facts.js';
import { itemType } from '../definition/field.js';
import { binaryCode } from '../query/binary-code.js';
import type { IndexFile } from './index-file.js';
import { codeTable, manyTable, vectorTable } from './names.js';
import { rolesOf, wordColumn, type FieldRoles } from './tables.js';

/** The one term of column `every`. */
export const EVERY = 'every';

/** Writes documents into an index. To be used inside one transaction, and not kept beyond a change of the definition. */
export class PassageWriter {
  private readonly roles: FieldRoles;

  constructor(private readonly file: IndexFile) {
    this.roles = rolesOf(file.definition);
  }

  /** Whether a document is there. */
  has(key: string): boolean {
    return this.file.get('SELECT 1 AS yes FROM documents WHERE key = ?', key) !== undefined;
  }

  /** Carries out one action that has been found good. */
  apply({ name, key, values }: Action): void {
    const row = this.file.get('SELECT id, source FROM documents WHERE key = ?', key);
    const id = row === undefined ? undefined : Number(row.id);
    if (name === 'delete') {
      if (id !== undefined) this.remove(id);
      return;
    }
    if (id === undefined || row === undefined) {
      if (name !== 'merge') this.insert(key, values);
      return;
    }
    const merged = name === 'upload' ? values : { ...(JSON.parse(String(row.source)) as JsonObject), ...values };
    const { vectors, rest } = this.split(merged);
    this.file.run('UPDATE documents SET source = ? WHERE id = ?', JSON.stringify(rest), id);
    this.dropDerived(id);
    this.derive(id, rest);
    if (name === 'upload') for (const { path } of this.roles.vectors) this.dropVector(id, path);
    this.keepVectors(id, vectors);
  }

  /** Makes the derived rows of every document again, from what is stored. */
  rebuild(): void {
    for (const { id } of this.file.all('SELECT id FROM documents')) {
      const row = this.file.get('SELECT source FROM documents WHERE id = ?', Number(id));
      this.derive(Number(id), JSON.parse(String(row?.source)) as JsonObject);
    }
  }

  private insert(key: string, values: JsonObject): void {
    const { vectors, rest } = this.split(values);
    const id = this.file.run('INSERT INTO documents(key, source) VALUES(?, ?)', key, JSON.stringify(rest));
    this.derive(id, rest);
    this.keepVectors(id, vectors);
  }

  private remove(id: number): void {
    this.dropDerived(id);
    for (const { path } of this.roles.vectors) this.dropVector(id, path);
    this.file.run('DELETE FROM documents WHERE id = ?', id);
  }

  /** Takes the vectors out of the values: they are kept in tables of their own. */
  private split(values: JsonObject): { vectors: Map<string, Json>; rest: JsonObject } {
    const vectors = new Map<string, Json>();
    const rest = { ...values };
    for (const { path } of this.roles.vectors) {
      const value = rest[path];
      if (value === undefined) continue;
      vectors.set(path, value);
      delete rest[path];
    }
    return { vectors, rest };
  }

  private derive(id: number, source: JsonObject): void {
    const { words, facts, many } = this.roles;
    const known = facts.map(({ path, field }) => factOf(field.type, valueAt(source, path)) ?? null);
    this.file.run(`INSERT INTO facts VALUES(?${', ?'.repeat(known.length)})`, id, ...known);
    for (const { path, field } of many) {
      const items = valueAt(source, path);
      for (const item of new Set(Array.isArray(items) ? items : [])) {
        const fact = factOf(itemType(field.type), item);
        if (fact !== undefined && fact !== null)
          this.file.run(`INSERT OR IGNORE INTO ${manyTable(path)}(value, id) VALUES(?, ?)`, fact, id);
      }
    }
    const terms = words.map(({ path }) => textsOf(valueAt(source, path)).flatMap((text) => analyze(text)));
    const columns = words.map((_, at) => wordColumn(at));
    const marks = ', ?'.repeat(columns.length);
    this.file.run(
      `INSERT INTO words(${['rowid', 'every', ...columns].join(', ')}) VALUES(?, ?${marks})`,
      id,
      EVERY,
      ...terms.map((list) => list.join(' ')),
    );
    this.file.run(`INSERT INTO lengths VALUES(?${marks})`, id, ...terms.map(countWithoutStopWords));
  }

  private dropDerived(id: number): void {
    for (const table of ['facts', 'lengths']) this.file.run(`DELETE FROM ${table} WHERE id = ?`, id);
    for (const { path } of this.roles.many) this.file.run(`DELETE FROM ${manyTable(path)} WHERE id = ?`, id);
    this.file.run('DELETE FROM words WHERE rowid = ?', id);
  }

  private keepVectors(id: number, vectors: ReadonlyMap<string, Json>): void {
    for (const [path, value] of vectors) {
      this.dropVector(id, path);
      if (!Array.isArray(value)) continue;
      const vector = new Float32Array(value as number[]);
      this.file.run(`INSERT INTO ${vectorTable(path)}(id, vector) VALUES(?, ?)`, id, new Uint8Array(vector.buffer));
      this.file.run(`INSERT INTO ${codeTable(path)}(id, code) VALUES(?, ?)`, id, binaryCode(vector));
    }
  }

  private dropVector(id: number, path: string): void {
    this.file.run(`DELETE FROM ${vectorTable(path)} WHERE id = ?`, id);
    this.file.run(`DELETE FROM ${codeTable(path)} WHERE id = ?`, id);
  }
}

/** The answer to one action: the service says 201 for a new document, 200 for anything else that went well. */
export function resultOf({ name, key, problem }: Action, exists: boolean): ActionResult {
  if (problem !== undefined) return { key, status: false, errorMessage: problem, statusCode: 400 };
  if (name === 'merge' && !exists) return { key, status: false, errorMessage: 'Document not found.', statusCode: 404 };
  return { key, status: true, errorMessage: null, statusCode: exists || name === 'delete' ? 200 : 201 };
}

/** The value a path such as `address/city` leads to. */
export function valueAt(source: JsonObject, path: string): Json {
  let value: Json = source;
  for (const name of path.split('/')) value = isJsonObject(value) ? (value[name] ?? null) : null;
  return value;
}

/** The strings of a value: one, many or none. */
export function textsOf(value: Json): string[] {
  const items = Array.isArray(value) ? value : [value];
  return items.filter((item) => typeof item === 'string');
}

const countWithoutStopWords = (terms: readonly string[]): number =>
  terms.reduce((count, term) => count + (isStopWord(term) ? 0 : 1), 0);
