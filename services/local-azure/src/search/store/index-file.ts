import { existsSync, rmSync } from 'node:fs';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { load } from 'sqlite-vec';
import type { IndexDefinition } from '../definition/index-fields.js';
import { createTables } from './tables.js';

/** Bytes of a database page: large, because vectors and passages are. */
const PAGE_BYTES = 16_384;
/** Most of a file that is mapped into memory instead of read, bytes. The system's cache then serves every thread. */
const MAPPED_BYTES = 1024 ** 3;
/** How long a reader waits for the writer's short exclusive moments, milliseconds. */
const BUSY_MS = 5_000;

export type Row = Record<string, unknown>;

/**
 * One index on disk: an SQLite file of its own, `<index>.sqlite`, in WAL mode. What a call acknowledged outlives
 * `kill -9`. Many threads may hold it open; one of them writes.
 */
export class IndexFile {
  private readonly statements = new Map<string, StatementSync>();
  private own = 0;
  private seen = '';
  private current: { readonly definition: IndexDefinition; readonly etag: string } | undefined;

  private constructor(
    readonly path: string,
    readonly db: DatabaseSync,
  ) {}

  /** Opens an index that exists; undefined if there is none, or its creation was cut short. */
  static open(path: string): IndexFile | undefined {
    if (!existsSync(path)) return undefined;
    const file = IndexFile.connect(path);
    const hasMeta = file.get("SELECT 1 AS yes FROM sqlite_schema WHERE name = 'meta'") !== undefined;
    if (hasMeta && file.readMeta() !== undefined) return file;
    file.close();
    return undefined;
  }

  /** Makes a new index, over whatever an interrupted creation left. */
  static create(path: string, definition: IndexDefinition, etag: string): IndexFile {
    IndexFile.remove(path);
    const file = IndexFile.connect(path);
    file.transaction(() => {
      file.db.exec('CREATE TABLE meta(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID');
      createTables(file.db, definition);
      file.define(definition, etag);
    });
    return file;
  }

  static remove(path: string): void {
    for (const suffix of ['', '-wal', '-shm']) rmSync(`${path}${suffix}`, { force: true });
  }

  private static connect(path: string): IndexFile {
    const db = new DatabaseSync(path, { allowExtension: true, timeout: BUSY_MS });
    load(db);
    db.enableLoadExtension(false);
    db.exec(
      `PRAGMA page_size = ${PAGE_BYTES}; PRAGMA journal_mode = WAL; PRAGMA mmap_size = ${MAPPED_BYTES}; PRAGMA temp_store = MEMORY`,
    );
    return new IndexFile(path, db);
  }

  /** The definition as it stands. */
  get definition(): IndexDefinition {
    return this.meta().definition;
  }

  get etag(): string {
    return this.meta().etag;
  }

  /** Stores the definition. To be called inside a transaction. */
  define(definition: IndexDefinition, etag: string): void {
    const put = 'INSERT INTO meta(name, value) VALUES(?, ?) ON CONFLICT(name) DO UPDATE SET value = excluded.value';
    this.run(put, 'definition', JSON.stringify(definition));
    this.run(put, 'etag', etag);
    this.current = undefined;
  }

  /** Changes whenever anything in the file may have changed; caches of what was read are keyed by it. */
  generation(): string {
    const { data_version: version } = this.get('PRAGMA data_version') ?? {};
    const generation = `${Number(version)}.${this.own}`;
    if (generation !== this.seen) this.current = undefined;
    this.seen = generation;
    return generation;
  }

  /** Runs `work` as one change: all of it is kept, or nothing. */
  transaction<T>(work: () => T): T {
    this.db.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.db.exec('COMMIT');
      this.own += 1;
      return result;
    } catch (error) {
      if (this.db.isTransaction) this.db.exec('ROLLBACK');
      this.current = undefined;
      throw error;
    }
  }

  /**
   * Runs `work`, which only reads, on one state of the index, whatever the writer does meanwhile. What `work` put into
   * temporary tables stays, even if it throws: others may already rely on it.
   */
  snapshot<T>(work: () => T): T {
    this.db.exec('BEGIN');
    try {
      return work();
    } finally {
      if (this.db.isTransaction) this.db.exec('COMMIT');
    }
  }

  all(sql: string, ...values: SQLInputValue[]): Row[] {
    return this.prepared(sql).all(...values);
  }

  get(sql: string, ...values: SQLInputValue[]): Row | undefined {
    return this.prepared(sql).get(...values);
  }

  /** @returns the id of the row that was inserted last. */
  run(sql: string, ...values: SQLInputValue[]): number {
    return Number(this.prepared(sql).run(...values).lastInsertRowid);
  }

  close(): void {
    this.statements.clear();
    this.db.close();
  }

  private meta() {
    this.generation();
    this.current ??= this.readMeta();
    if (this.current === undefined) throw new Error(`The index file ${this.path} has no definition.`);
    return this.current;
  }

  private readMeta() {
    const values = new Map(this.all('SELECT name, value FROM meta').map(({ name, value }) => [name, String(value)]));
    const [definition, etag] = [values.get('definition'), values.get('etag')];
    if (definition === undefined || etag === undefined) return undefined;
    return { definition: JSON.parse(definition) as IndexDefinition, etag };
  }

  private prepared(sql: string): StatementSync {
    const known = this.statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.db.prepare(sql);
    this.statements.set(sql, statement);
    return statement;
  }
}
