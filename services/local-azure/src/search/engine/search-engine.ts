import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { checkName } from '../definition/read-definition.js';
import { checkKey, readBatch } from '../documents/batch.js';
import { parseSelect } from '../documents/projection.js';
import type { JsonObject } from '../json.js';
import { parsedBody } from '../parsed-body.js';
import { Searcher, storedVector } from '../query/search.js';
import { SearchError, indexNotFound, indexOfDocumentsNotFound } from '../search-error.js';
import { Arrivals } from '../store/arrivals.js';
import { IndexFile } from '../store/index-file.js';
import { rolesOf } from '../store/tables.js';
import { createIndex, deleteIndex, putIndex, sentDefinition } from './index-management.js';
import type { Operation, SearchAnswer, SearchCall } from './search-call.js';
import { indexStatistics, serviceStatistics } from './statistics.js';

export interface SearchEngineOptions {
  /** Folder of the index files. Made if it is not there. */
  readonly dataDir: string;
  /** Milliseconds after which an acknowledged document can be found. Default 0. */
  readonly visibilityLagMs?: number;
  /** The clock, milliseconds since 1970. */
  readonly now?: () => number;
}

/** An open index and what answers from it. */
interface OpenIndex {
  readonly file: IndexFile;
  readonly searcher: Searcher;
  readonly arrivals: Arrivals;
}

/**
 * AI Search without HTTP: one call in, one answer out, at once. It blocks its thread, so it lives in a worker; several
 * engines may share a folder, and exactly one of them may be given calls that write.
 */
export class SearchEngine {
  private readonly open = new Map<string, OpenIndex>();
  private readonly lagMs: number;
  private readonly now: () => number;

  constructor(private readonly options: SearchEngineOptions) {
    this.lagMs = options.visibilityLagMs ?? 0;
    this.now = options.now ?? Date.now;
    mkdirSync(options.dataDir, { recursive: true });
  }

  /** Answers a call. Whatever is wrong with it becomes an error answer; nothing is thrown but bugs and broken disks. */
  handle(call: SearchCall): SearchAnswer {
    try {
      return this.answer(call.operation, call);
    } catch (error) {
      if (!(error instanceof SearchError)) throw error;
      return { status: error.status, kind: 'error', body: JSON.stringify(error.body()) };
    }
  }

  /**
   * Lets documents be found whose time has come.
   *
   * @returns milliseconds until the next ones; undefined if none wait.
   */
  admit(): number | undefined {
    const waits = Array.from(this.open.values(), ({ arrivals }) => arrivals.admit(this.now()));
    const due = waits.filter((wait) => wait !== undefined);
    return due.length === 0 ? undefined : Math.min(...due);
  }

  /** Opens every index and admits what waited when the last process ended. For the engine that writes. */
  recover(): void {
    for (const index of this.names()) this.find(index)?.arrivals.admit(Infinity);
  }

  /** Closes the file of an index that another engine has deleted. */
  forget(index: string): void {
    this.open.get(index)?.file.close();
    this.open.delete(index);
  }

  close(): void {
    for (const index of [...this.open.keys()]) this.forget(index);
  }

  private answer(operation: Operation, call: SearchCall): SearchAnswer {
    switch (operation.kind) {
      case 'list-indexes':
        return this.list(call);
      case 'create-index':
        return createIndex(
          call,
          (name) => this.find(name)?.file,
          (name) => this.pathOf(name),
        );
      case 'put-index':
        return putIndex(operation.index, call, this.find(operation.index)?.file, this.pathOf(operation.index));
      case 'get-index':
        return sentDefinition(200, this.mustFind(operation.index, indexNotFound).file, call.origin);
      case 'delete-index': {
        const answer = deleteIndex(call, this.mustFind(operation.index, indexNotFound).file);
        this.forget(operation.index);
        IndexFile.remove(this.pathOf(operation.index));
        return answer;
      }
      case 'index-stats':
        return sent(indexStatistics(this.mustFind(operation.index, indexNotFound).file, call.origin), 'management');
      case 'service-stats':
        return sent(
          serviceStatistics(
            this.names().flatMap((name) => this.find(name)?.file ?? []),
            call.origin,
          ),
          'management',
        );
      default:
        return this.documents(operation, call);
    }
  }

  private documents(
    operation: Extract<Operation, { kind: 'count' | 'lookup' | 'index-documents' | 'query' }>,
    call: SearchCall,
  ): SearchAnswer {
    const { file, searcher, arrivals } = this.mustFind(operation.index, indexOfDocumentsNotFound);
    switch (operation.kind) {
      case 'count':
        return { status: 200, kind: 'text', body: String(file.get('SELECT count(*) AS count FROM documents')?.count) };
      case 'lookup':
        return this.lookup(file, operation.key, call.select);
      case 'query':
        return sent(searcher.search(parsedBody(call.body), `${call.origin}${call.url}`), 'documents');
      case 'index-documents': {
        const actions = readBatch(parsedBody(call.body), file.definition);
        const results = arrivals.take(actions, call.failing, this.lagMs, this.now());
        return sent({ value: results }, 'documents', results.every(({ status }) => status) ? 200 : 207);
      }
    }
  }

  private lookup(file: IndexFile, key: string, select: string | undefined): SearchAnswer {
    checkKey(key);
    const projection = parseSelect(select, file.definition);
    const row = file.get('SELECT id, source FROM documents WHERE key = ?', key);
    if (row === undefined) return { status: 404, kind: 'none' };
    const source = JSON.parse(String(row.source)) as JsonObject;
    const vectors = new Set(rolesOf(file.definition).vectors.map(({ path }) => path));
    return sent(
      projection.of(source, (path) => (vectors.has(path) ? storedVector(file, path, Number(row.id)) : null)),
      'documents',
    );
  }

  private list({ origin, select }: SearchCall): SearchAnswer {
    const files = this.names().flatMap((name) => this.find(name)?.file ?? []);
    const wanted = select?.split(',').map((name) => name.trim());
    const value = files.map(({ definition, etag }): JsonObject => {
      const whole: JsonObject = { '@odata.etag': etag, ...definition };
      return wanted === undefined || wanted.includes('*')
        ? whole
        : Object.fromEntries(wanted.map((name) => [name, whole[name] ?? null]));
    });
    return sent({ '@odata.context': `${origin}/$metadata#indexes`, value }, 'management');
  }

  private names(): string[] {
    const files = readdirSync(this.options.dataDir).filter((name) => name.endsWith('.sqlite'));
    return files.map((name) => name.slice(0, -'.sqlite'.length)).sort();
  }

  private pathOf(index: string): string {
    checkName(index);
    return join(this.options.dataDir, `${index}.sqlite`);
  }

  private mustFind(index: string, missing: (index: string) => SearchError): OpenIndex {
    const found = this.find(index);
    if (found === undefined) throw missing(index);
    return found;
  }

  private find(index: string): OpenIndex | undefined {
    const known = this.open.get(index);
    if (known !== undefined) return known;
    const file = IndexFile.open(this.pathOf(index));
    if (file === undefined) return undefined;
    const opened = { file, searcher: new Searcher(file), arrivals: new Arrivals(file) };
    this.open.set(index, opened);
    return opened;
  }
}

function sent(body: JsonObject, kind: SearchAnswer['kind'], status = 200): SearchAnswer {
  return { status, kind, body: JSON.stringify(body) };
}
