import { similarityOf } from '../definition/index-fields.js';
import type { IndexFile } from '../store/index-file.js';
import { rolesOf, wordColumn } from '../store/tables.js';
import { bm25, type FieldStatistics } from './bm25.js';
import type { FilterSet } from './filter-sets.js';
import type { Hit } from './hit.js';
import { matchExpression, type MatchExpression } from './match-expression.js';
import type { SearchMode, SimpleQuery } from './simple-query.js';

/**
 * Passages from which on words found in more than `COMMON_SHARE` of them are left out of a query. On smaller indexes
 * that would empty the keyword leg, and saves nothing.
 */
const COMMON_FROM_PASSAGES = 20_000;
const COMMON_SHARE = 0.05;

/**
 * How many of the best by SQLite's own BM25 are scored again. SQLite's formula has fixed k1 and b, takes all fields as
 * one, and gives words of more than half the passages no weight; the service's (Lucene's) does none of that.
 */
const RESCORED = 128;

/** What the keyword leg found, best first. */
export interface KeywordHits {
  readonly hits: readonly Hit[];
  /** Documents that match, whatever the limit. */
  readonly total: () => number;
  /** Terms that were looked for: highlights and captions mark them. */
  readonly terms: readonly string[];
}

/** BM25 over the searchable fields of one index. Statistics are remembered for one state of it. */
export class KeywordLeg {
  private readonly counts = new Map<string, ReadonlyMap<string, number>>();
  private statistics: { readonly passages: number; readonly averages: ReadonlyMap<string, number> } | undefined;
  private generation = '';

  constructor(private readonly file: IndexFile) {}

  /**
   * @param paths the searchable fields to look in.
   * @param limit most hits wanted.
   */
  find(
    query: SimpleQuery,
    mode: SearchMode,
    paths: readonly string[],
    allowed: FilterSet,
    limit: number,
    generation: string,
  ): KeywordHits {
    this.startAt(generation);
    const columns = rolesOf(this.file.definition).words.flatMap(({ path }, at) =>
      paths.includes(path) ? [wordColumn(at)] : [],
    );
    const isIgnored = (term: string): boolean => this.isCommon(term);
    const match = columns.length === 0 ? undefined : matchExpression(query, mode, columns, isIgnored);
    if (match === undefined || allowed.count === 0) return { hits: [], total: () => 0, terms: match?.terms ?? [] };
    const condition = `words MATCH ?${allowed.table === undefined ? '' : ` AND +rowid IN ${allowed.table}`}`;
    // Spelled out, `bm25` is worked out for allowed passages only and sorted once; by `ORDER BY rank` it took 3 times as long.
    const sql = `SELECT rowid AS id, bm25(words, 0.0) AS distance FROM words WHERE ${condition} ORDER BY distance LIMIT ?`;
    const rows = this.file.db.prepare(sql).all(match.expression, limit);
    const found = rows.map(({ id, distance }) => ({ id: Number(id), score: -Number(distance) }));
    const total = (): number =>
      Number(
        this.file.db.prepare(`SELECT count(*) AS count FROM words WHERE ${condition}`).get(match.expression)?.count,
      );
    return { hits: this.rescored(found, match, columns), total, terms: match.terms };
  }

  private rescored(found: readonly Hit[], { terms }: MatchExpression, columns: readonly string[]): Hit[] {
    if (terms.length === 0) return found.map(({ id }) => ({ id, score: 1 }));
    const fields = columns.map((column) => this.fieldStatistics(column, terms));
    const best = found.slice(0, RESCORED);
    const { k1, b } = similarityOf(this.file.definition);
    const texts = new Map<number, Record<string, unknown>>();
    const selected = columns
      .map((column) => `words.${column} AS text_${column}, lengths.${column} AS length_${column}`)
      .join(', ');
    const sql = `SELECT lengths.id, ${selected} FROM lengths JOIN words ON words.rowid = lengths.id WHERE lengths.id IN (SELECT value FROM json_each(?))`;
    for (const row of this.file.all(sql, JSON.stringify(best.map(({ id }) => id)))) texts.set(Number(row.id), row);
    const again = best.map(({ id }) => {
      const row = texts.get(id) ?? {};
      const inFields = fields.map((field) => ({
        field,
        text: String(row[`text_${field.column}`]),
        length: Number(row[`length_${field.column}`]),
      }));
      return { id, score: bm25(inFields, terms, { k1, b }) };
    });
    again.sort((one, other) => other.score - one.score);
    const floor = again.at(-1)?.score ?? 0;
    return [...again, ...found.slice(RESCORED).map(({ id, score }) => ({ id, score: Math.min(score, floor) }))];
  }

  private fieldStatistics(column: string, terms: readonly string[]): FieldStatistics {
    const { passages, averages } = this.totals();
    const counts = terms.map((term) => this.passagesWith(term).get(column) ?? 0);
    return { column, passages, averageLength: averages.get(column) ?? 1, counts };
  }

  private isCommon(term: string): boolean {
    const { passages } = this.totals();
    return (
      passages > COMMON_FROM_PASSAGES && Math.max(0, ...this.passagesWith(term).values()) > COMMON_SHARE * passages
    );
  }

  /** In how many passages a term stands, by column. */
  private passagesWith(term: string): ReadonlyMap<string, number> {
    const known = this.counts.get(term);
    if (known !== undefined) return known;
    const rows = this.file.all('SELECT col, doc FROM word_counts WHERE term = ?', term);
    const counts = new Map(rows.map(({ col, doc }) => [String(col), Number(doc)]));
    this.counts.set(term, counts);
    return counts;
  }

  private totals() {
    const columns = rolesOf(this.file.definition).words.map((_, at) => wordColumn(at));
    const sums = columns.map((column) => `, avg(${column}) AS ${column}`).join('');
    const read = () => {
      const row = this.file.get(`SELECT count(*) AS passages${sums} FROM lengths`) ?? {};
      return {
        passages: Number(row.passages),
        averages: new Map(columns.map((column) => [column, Number(row[column])])),
      };
    };
    return (this.statistics ??= read());
  }

  private startAt(generation: string): void {
    if (generation === this.generation) return;
    this.generation = generation;
    this.counts.clear();
    this.statistics = undefined;
  }
}
