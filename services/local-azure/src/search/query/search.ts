import { isVector } from '../definition/field.js';
import type { IndexDefinition } from '../definition/index-fields.js';
import { parseSelect } from '../documents/projection.js';
import type { Json, JsonObject } from '../json.js';
import type { IndexFile } from '../store/index-file.js';
import { vectorTable } from '../store/names.js';
import { highlightsOf, readHighlights } from './highlights.js';
import type { Hit } from './hit.js';
import { DEFAULT_TAGS } from './marking.js';
import { Retrieval, type Found } from './retrieval.js';
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

/** Answers searches over one index. */
export class Searcher {
  private readonly retrieval: Retrieval;

  constructor(private readonly file: IndexFile) {
    this.retrieval = new Retrieval(file);
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
      const found = this.retrieval.find(parameters, definition, generation);
      return this.page(found, parameters, definition, body as JsonObject, url);
    });
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
