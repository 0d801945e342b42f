import { odata, type SearchClient, type SearchOptions } from '@azure/search-documents';
import { DependencyUnavailable } from '@shared/errors';
import { principalsOf } from '@shared/identity';
import type { Embedder } from '@shared/models';
import {
  passageClient,
  passageIndexName,
  SEMANTIC_CONFIGURATION,
  type PassageRow,
  type SearchConfig,
} from '@shared/passages';
import type { RetrievalConfig } from '../config/retrieval.config.js';
import { PassageSearch, type FoundPassage, type PassageQuery } from '../ports/passage-search.port.js';

const SELECT = [
  'documentId',
  'version',
  'ordinal',
  'title',
  'heading',
  'content',
  'page',
  'lineStart',
  'lineEnd',
  'start',
  'end',
] as const;
type Row = Pick<PassageRow, (typeof SELECT)[number]>;

/** Longest wait for one search, in milliseconds; a slow search service answers within 1 s. */
const SEARCH_TIMEOUT_MS = 10_000;
/** The service takes 100,000 characters and 3,000 clauses; words beyond these say nothing new. */
const MAX_QUERY_WORDS = 300;

/** {@link PassageSearch} over Azure AI Search. */
export class AzurePassageSearch extends PassageSearch {
  private client: Promise<SearchClient<PassageRow>> | undefined;

  constructor(
    private readonly search: SearchConfig,
    private readonly embedder: Embedder,
    private readonly retrieval: RetrievalConfig,
  ) {
    super();
  }

  async find(query: PassageQuery, signal?: AbortSignal): Promise<FoundPassage[]> {
    const words = plainWords(query.text);
    const hasVector = query.mode !== 'keyword' && query.vector !== undefined;
    const hasWords = query.mode !== 'vector' && words !== '';
    if (!hasVector && !hasWords) return [];
    const deadline = AbortSignal.timeout(SEARCH_TIMEOUT_MS);
    const either = signal ? AbortSignal.any([signal, deadline]) : deadline;
    try {
      // The index's name may wait for the embedder, which must not hold up a search by words for ever.
      const client = await beforeAbort(this.indexed(), either);
      const found = await client.search(hasWords ? words : undefined, {
        ...this.ranking(query, hasVector, hasWords),
        select: [...SELECT],
        top: query.top,
        filter: filterOf(query),
        abortSignal: either,
      });
      const passages: FoundPassage[] = [];
      for await (const { document, score, rerankerScore } of found.results) {
        passages.push(toPassage(document, rerankerScore ?? score));
        if (passages.length === query.top) break;
      }
      return passages;
    } catch (error) {
      // The SDK throws its own errors, and a TypeError for an error answer without a body: all mean the same here.
      signal?.throwIfAborted();
      throw new DependencyUnavailable('The search service does not answer just now; try again in a moment.', {
        cause: error,
      });
    }
  }

  /** Whether the index answers. @throws if it does not. */
  async ping(signal: AbortSignal): Promise<void> {
    await (await this.indexed()).getDocumentsCount({ abortSignal: signal });
  }

  private ranking(query: PassageQuery, hasVector: boolean, hasWords: boolean): SearchOptions<PassageRow> {
    const vector = hasVector
      ? {
          vectorSearchOptions: {
            // The permissions must hold before the nearest are chosen: a filter after it would leave too few, or none.
            filterMode: 'preFilter' as const,
            queries: [
              {
                kind: 'vector' as const,
                vector: [...(query.vector ?? [])],
                fields: ['contentVector'] as const,
                kNearestNeighborsCount: Math.max(this.retrieval.nearest, query.top),
                weight: this.retrieval.vectorWeight,
              },
            ],
          },
        }
      : {};
    const words = hasWords
      ? { searchMode: 'any' as const, searchFields: ['title', 'heading', 'content'] as const }
      : {};
    if (!this.retrieval.semanticRanker || !hasWords) return { ...vector, ...words };
    return {
      ...vector,
      ...words,
      queryType: 'semantic',
      semanticSearchOptions: { configurationName: SEMANTIC_CONFIGURATION, errorMode: 'partial' },
    };
  }

  /** A client of the index that holds vectors of our embedder. Not remembered when the embedder could not be asked. */
  private indexed(): Promise<SearchClient<PassageRow>> {
    this.client ??= this.embedder.dimensions().then(
      (dimensions) => passageClient(this.search, passageIndexName(this.embedder.model, dimensions)),
      (error: unknown) => {
        this.client = undefined;
        throw error;
      },
    );
    return this.client;
  }
}

/** What `promise` gives, unless `signal` aborts first. */
async function beforeAbort<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const abort = (): void => aborted.reject(signal.reason as Error);
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([promise, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

/** Only words: in the service's query language `-`, `+`, `|`, `*`, quotes and brackets are commands. */
function plainWords(text: string): string {
  const words = text.match(/[\p{L}\p{M}\p{N}]+(?:[.'’_-][\p{L}\p{M}\p{N}]+)*/gu) ?? [];
  if (words.length <= MAX_QUERY_WORDS) return words.join(' ');
  // The question stands at the beginning or at the end of a long text.
  return [...words.slice(0, MAX_QUERY_WORDS / 2), ...words.slice(-MAX_QUERY_WORDS / 2)].join(' ');
}

/** The index's share of the permission check: the same tenant, and a principal the passage is visible to; then the scope asked for. */
function filterOf({ caller, documentIds, tags }: PassageQuery): string {
  // A principal with the delimiter in it would read as two: it sees nothing instead.
  const principals = principalsOf(caller).filter((principal) => !principal.includes('|'));
  const visible = odata`tenantId eq ${caller.tenantId} and visibleTo/any(p: search.in(p, ${principals.join('|')}, '|'))`;
  const scopes = [
    ...(documentIds ? [odata`search.in(documentId, ${documentIds.join('|')}, '|')`] : []),
    ...(tags ? [odata`tags/any(t: search.in(t, ${tags.join('|')}, '|'))`] : []),
  ];
  return [visible, ...scopes].join(' and ');
}

function toPassage(row: Row, score: number): FoundPassage {
  return {
    documentId: row.documentId,
    version: row.version,
    ordinal: row.ordinal,
    title: plain(row.title),
    text: plain(row.content),
    start: row.start,
    end: row.end,
    score,
    ...(typeof row.page === 'number' ? { page: row.page } : {}),
    ...(row.heading ? { heading: plain(row.heading) } : {}),
    ...(typeof row.lineStart === 'number' && typeof row.lineEnd === 'number'
      ? { lines: [row.lineStart, row.lineEnd] }
      : {}),
  };
}

/** The SDK turns a text that is a whole timestamp or "INF" into a Date or a number. */
function plain(value: unknown): string {
  return value instanceof Date ? value.toISOString() : String(value);
}
