import { parseFilter } from '../odata/filter-parser.js';
import { filterCondition } from '../odata/filter-sql.js';
import type { IndexFile } from '../store/index-file.js';

/** The documents a filter lets through. */
export interface FilterSet {
  /** A table with their ids in column `id`; undefined: every document. */
  readonly table: string | undefined;
  /** How many they are. */
  readonly count: number;
  /** Which part of all documents they are, 0 to 1. */
  readonly share: number;
}

/** Filters remembered for one state of an index. A permission filter repeats with every question of a user. */
const MAX_REMEMBERED = 32;

/**
 * Works filters out once for each state of an index, into temporary tables that both legs of a hybrid query look
 * into. So a filter is always a pre-filter, and costs a look-up a candidate whatever it says.
 */
export class FilterSets {
  private readonly sets = new Map<string, FilterSet>();
  private generation = '';
  private made = 0;

  constructor(private readonly file: IndexFile) {}

  /** @throws {SearchError} 400 where the filter is none, or the fields of the index do not allow it. */
  of(filter: string | null | undefined, generation: string): FilterSet {
    if (generation !== this.generation) this.forgetAll();
    this.generation = generation;
    const text = filter?.trim() ?? '';
    const known = this.sets.get(text);
    if (known !== undefined) return known;
    const total = Number(this.file.get('SELECT count(*) AS count FROM documents')?.count);
    const set = text === '' ? { table: undefined, count: total, share: 1 } : this.workOut(text, total);
    if (this.sets.size >= MAX_REMEMBERED) this.forgetOldest();
    this.sets.set(text, set);
    return set;
  }

  private workOut(text: string, total: number): FilterSet {
    const { sql, values } = filterCondition(parseFilter(text), this.file.definition);
    const table = `temp.allowed_${(this.made += 1)}`;
    this.file.db.exec(`CREATE TABLE ${table}(id INTEGER PRIMARY KEY)`);
    this.file.db.prepare(`INSERT INTO ${table}(id) SELECT id FROM facts WHERE ${sql}`).run(...values);
    const count = Number(this.file.db.prepare(`SELECT count(*) AS count FROM ${table}`).get()?.count);
    if (count < total) return { table, count, share: count / total };
    this.file.db.exec(`DROP TABLE ${table}`);
    return { table: undefined, count, share: 1 };
  }

  private forgetOldest(): void {
    const [oldest] = this.sets;
    if (oldest !== undefined) this.forget(...oldest);
  }

  private forgetAll(): void {
    for (const [text, set] of this.sets) this.forget(text, set);
  }

  private forget(text: string, { table }: FilterSet): void {
    this.sets.delete(text);
    if (table !== undefined) this.file.db.exec(`DROP TABLE ${table}`);
  }
}
