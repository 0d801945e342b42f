import type { IndexDefinition } from '../definition/index-fields.js';
import { parseOrderBy } from '../odata/order-by.js';
import type { IndexFile } from '../store/index-file.js';
import { FilterSets, type FilterSet } from './filter-sets.js';
import { fuse, type Ranking } from './fusion.js';
import type { Hit } from './hit.js';
import { KeywordLeg, type KeywordHits } from './keyword-leg.js';
import { ordered } from './ordering.js';
import { DEFAULT_PAGE, MAX_PAGE, type SearchParameters } from './search-parameters.js';
import { RERANKED } from './semantic.js';
import { parseSimpleQuery, type SimpleQuery } from './simple-query.js';
import { nearest } from './vector-leg.js';

/** Documents that the keyword leg of a hybrid query recalls at most: the service's own number. */
const MAX_TEXT_RECALL = 1_000;

/** What was found, before it is cut into a page. */
export interface Found {
  readonly hits: readonly Hit[];
  readonly total: () => number;
  readonly terms: readonly string[];
}

/** Finds documents: filter, text, vectors, fusion, order. */
export class Retrieval {
  private readonly filters: FilterSets;
  private readonly keywords: KeywordLeg;

  constructor(private readonly file: IndexFile) {
    this.filters = new FilterSets(file);
    this.keywords = new KeywordLeg(file);
  }

  /** @throws {SearchError} 400 where filter or order are none. */
  find(parameters: SearchParameters, definition: IndexDefinition, generation: string): Found {
    const allowed = this.filters.of(parameters.filter, generation);
    const clauses = typeof parameters.orderby === 'string' ? parseOrderBy(parameters.orderby, definition) : [];
    const query = this.query(parameters);
    const page = (parameters.skip ?? 0) + Math.min(parameters.top ?? DEFAULT_PAGE, MAX_PAGE) + 1;
    const lists = this.rankings(parameters, allowed, generation);
    if (query === undefined) {
      const [only] = lists;
      const hits = lists.length === 1 && only !== undefined ? [...only.hits] : fuse(lists);
      return { hits: ordered(this.file, hits, clauses), total: () => hits.length, terms: [] };
    }
    const isWhole = clauses.length > 0;
    const limit = lists.length > 0 ? MAX_TEXT_RECALL : isWhole ? allowed.count : Math.max(page, RERANKED);
    const text = this.matching(query, parameters, allowed, limit, generation);
    if (lists.length === 0) return { ...text, hits: ordered(this.file, text.hits, clauses) };
    const hits = fuse([{ hits: text.hits, weight: 1 }, ...lists]);
    return { hits: ordered(this.file, hits, clauses), total: () => hits.length, terms: text.terms };
  }

  /** A text to look for; with vectors and no text there is none, without either it is everything. */
  private query({ search, searchMode, vectors }: SearchParameters): SimpleQuery | undefined {
    const query = parseSimpleQuery(search ?? '', searchMode ?? 'any');
    return query ?? (vectors.length > 0 ? undefined : { kind: 'everything' });
  }

  /** A list of neighbours for each vector and field. A post-filter may leave fewer than k of them. */
  private rankings({ vectors, vectorFilterMode }: SearchParameters, allowed: FilterSet, generation: string): Ranking[] {
    const isPre = (vectorFilterMode ?? 'preFilter') === 'preFilter';
    return vectors.map((request) => {
      const hits = nearest(this.file, request, isPre ? allowed : this.filters.of('', generation));
      return { hits: isPre ? hits : this.allowedOf(hits, allowed), weight: request.weight };
    });
  }

  private allowedOf(hits: readonly Hit[], { table }: FilterSet): readonly Hit[] {
    if (table === undefined) return hits;
    const sql = `SELECT id FROM ${table} WHERE id IN (SELECT value FROM json_each(?))`;
    const ids = new Set(
      this.file.db
        .prepare(sql)
        .all(JSON.stringify(hits.map(({ id }) => id)))
        .map(({ id }) => Number(id)),
    );
    return hits.filter(({ id }) => ids.has(id));
  }

  private matching(
    query: SimpleQuery,
    { searchMode, fields }: SearchParameters,
    allowed: FilterSet,
    limit: number,
    generation: string,
  ): KeywordHits {
    if (query.kind !== 'everything')
      return this.keywords.find(query, searchMode ?? 'any', fields, allowed, limit, generation);
    const rows = this.file.db.prepare(`SELECT id FROM ${allowed.table ?? 'documents'} ORDER BY id LIMIT ?`).all(limit);
    return { hits: rows.map(({ id }) => ({ id: Number(id), score: 1 })), total: () => allowed.count, terms: [] };
  }
}
