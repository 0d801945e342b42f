import { isVector } from '../definition/field.js';
import type { IndexDefinition } from '../definition/index-fields.js';
import { parseSelect } from '../documents/projection.js';
import type { Json, JsonObject } from '../json.js';
import { parseOrderBy } from '../odata/order-by.js';
import type { IndexFile } from '../store/index-file.js';
import { vectorTable } from '../store/names.js';
import { FilterSets, type FilterSet } from './filter-sets.js';
import { fuse, type Ranking } from './fusion.js';
import { highlightsOf, readHighlights } from './highlights.js';
import type { Hit } from './hit.js';
import { KeywordLeg, type KeywordHits } from './keyword-leg.js';
import { DEFAULT_TAGS } from './marking.js';
import { ordered } from './ordering.js';
import { DEFAULT_PAGE, MAX_PAGE, readSearch, type SearchParameters } from './search-parameters.js';
import {
  RERANKED,
  SCORE_SOURCE,
  answersOf,
  captionsOf,
  readSemantic,
  rerank,
  type SemanticRequest,
} from './semantic.js';
import { parseSimpleQuery, type SimpleQuery } from './simple-query.js';
import { nearest } from './vector-leg.js';

/** Documents that the keyword leg of a hybrid query recalls at most: the service's own number. */
const MAX_TEXT_RECALL = 1_000;

/** What was found, before it is cut into a page. */
interface Found {
  readonly hits: readonly Hit[];
  readonly total: () => number;
  readonly terms: readonly string[];
}

/** Answers searches over one index. */
export class Searcher {
  private readonly filters: FilterSets;
  private readonly keywords: KeywordLeg;

  constructor(private readonly file: IndexFile) {
    this.filters = new FilterSets(file);
    this.keywords = new KeywordLeg(file);
  }

  /**
   * @param url where the search was sent, for the link to the next page.
   * @throws {SearchError} 400 where the request is not a search of this index.
   */
  search(body: Json, url: string): JsonObject {
    return this.file.snapshot(() => {
      // The first read fixes the state: the generation must belong to it.
      this.file.get('SELECT 1 FROM documents LIMIT 1');
      const generation = this.file.generation();
      const { definition } = this.file;
      const parameters = readSearch(body, definition);
      const found = this.find(parameters, definition, generation);
      return this.page(found, parameters, definition, body as JsonObject, url);
    });
  }

  private find(parameters: SearchParameters, definition: IndexDefinition, generation: string): Found {
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

  private page(
    found: Found,
    parameters: SearchParameters,
    definition: IndexDefinition,
    body: JsonObject,
    url: string,
  ): JsonObject {
    const projection = parseSelect(parameters.select ?? undefined, definition);
    const requests = readHighlights(parameters.highlight, definition);
    const semantic = readSemantic(parameters, definition);
    const tags = {
      before: parameters.highlightPreTag ?? DEFAULT_TAGS.before,
      after: parameters.highlightPostTag ?? DEFAULT_TAGS.after,
    };
    const terms = new Set(found.terms);
    const skip = parameters.skip ?? 0;
    const size = Math.min(parameters.top ?? DEFAULT_PAGE, MAX_PAGE);
    const reranked = semantic === undefined ? undefined : this.reranked(found.hits, semantic);
    const hits = reranked?.hits ?? found.hits;
    const value = hits.slice(skip, skip + size).map((hit): JsonObject => {
      const source = this.source(hit.id);
      const highlights = requests.length > 0 ? highlightsOf(source, requests, terms, tags) : undefined;
      return {
        '@search.score': hit.score,
        ...reranked?.extras.get(hit.id),
        ...(highlights !== undefined && { '@search.highlights': highlights }),
        ...projection.of(source, (path) => this.vector(path, hit.id, definition)),
      };
    });
    const more = this.nextPage(parameters, body, hits.length > skip + size, size, url);
    return {
      ...(parameters.count === true && { '@odata.count': found.total() }),
      ...(typeof parameters.minimumCoverage === 'number' && { '@search.coverage': 100 }),
      ...(reranked !== undefined && {
        '@search.rerankerScoreSource': SCORE_SOURCE,
        '@search.answers': reranked.answers,
      }),
      ...more?.parameters,
      value,
      ...more?.link,
    };
  }

  /** The best 50 in the ranker's order, the rest behind them as they were. */
  private reranked(hits: readonly Hit[], semantic: SemanticRequest) {
    const candidates = hits.slice(0, RERANKED).map(({ id, score }) => {
      const row = this.row(id);
      return { id, score, key: String(row?.key), source: JSON.parse(String(row?.source)) as JsonObject };
    });
    const ranked = rerank(candidates, semantic);
    const extras = new Map<number, JsonObject>(
      ranked.map((one) => [
        one.id,
        {
          '@search.rerankerScore': one.rerankerScore,
          ...(semantic.captions !== undefined && { '@search.captions': captionsOf(one, semantic) }),
        },
      ]),
    );
    return {
      hits: [...ranked, ...hits.slice(RERANKED)] as readonly Hit[],
      extras,
      answers: answersOf(ranked, semantic),
    };
  }

  /**
   * The link to what follows, where a page could not hold all that was asked for: there is none when `top` was met.
   */
  private nextPage({ top, skip }: SearchParameters, body: JsonObject, isMore: boolean, size: number, url: string) {
    const wanted = top ?? Infinity;
    if (!isMore || wanted <= size) return undefined;
    const parameters: JsonObject = {
      ...body,
      skip: (skip ?? 0) + size,
      ...(wanted !== Infinity && { top: wanted - size }),
    };
    return { parameters: { '@search.nextPageParameters': parameters }, link: { '@odata.nextLink': url } };
  }

  private source(id: number): JsonObject {
    return JSON.parse(String(this.row(id)?.source)) as JsonObject;
  }

  private row(id: number) {
    return this.file.get('SELECT key, source FROM documents WHERE id = ?', id);
  }

  private vector(path: string, id: number, definition: IndexDefinition): Json {
    const isOne = definition.fields.some(({ name, type }) => name === path && isVector(type));
    return isOne ? storedVector(this.file, path, id) : null;
  }
}

/** A vector as it is answered; null where the document has none. */
export function storedVector(file: IndexFile, path: string, id: number): Json {
  const blob = file.get(`SELECT vector FROM ${vectorTable(path)} WHERE id = ?`, id)?.vector;
  return blob instanceof Uint8Array
    ? Array.from(new Float32Array(blob.buffer.slice(blob.byteOffset, blob.byteOffset + blob.byteLength)))
    : null;
}
