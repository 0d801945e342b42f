import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Operation, SearchAnswer, SearchCall } from '../src/search/engine/search-call.js';
import { SearchEngine, type SearchEngineOptions } from '../src/search/engine/search-engine.js';
import { isJsonObject, type JsonObject } from '../src/search/json.js';

/** An index as the product makes it, with vectors of three numbers that a person can work out. */
export const PASSAGES: JsonObject = {
  name: 'passages',
  fields: [
    { name: 'id', type: 'Edm.String', key: true, searchable: false },
    { name: 'tenantId', type: 'Edm.String', searchable: false, filterable: true },
    { name: 'title', type: 'Edm.String', searchable: true, filterable: false, sortable: true, facetable: false },
    { name: 'content', type: 'Edm.String', searchable: true, filterable: false, sortable: false, facetable: false },
    { name: 'page', type: 'Edm.Int32', filterable: true, sortable: true },
    { name: 'isLive', type: 'Edm.Boolean', filterable: true },
    { name: 'createdAt', type: 'Edm.DateTimeOffset', filterable: true, sortable: true },
    { name: 'visibleTo', type: 'Collection(Edm.String)', searchable: false, filterable: true, retrievable: false },
    {
      name: 'contentVector',
      type: 'Collection(Edm.Single)',
      searchable: true,
      retrievable: false,
      stored: false,
      dimensions: 3,
      vectorSearchProfile: 'profile',
    },
  ],
  vectorSearch: { profiles: [{ name: 'profile', algorithm: 'hnsw' }], algorithms: [{ name: 'hnsw', kind: 'hnsw' }] },
  semantic: {
    defaultConfiguration: 'default',
    configurations: [
      {
        name: 'default',
        prioritizedFields: { titleField: { fieldName: 'title' }, prioritizedContentFields: [{ fieldName: 'content' }] },
      },
    ],
  },
};

/** An engine over a folder of its own, and short words for what tests ask of it. */
export class EngineFixture {
  readonly dataDir = mkdtempSync(join(tmpdir(), 'groundwork-search-'));
  engine: SearchEngine;

  constructor(private readonly options: Omit<SearchEngineOptions, 'dataDir'> = {}) {
    this.engine = this.start();
  }

  private start(): SearchEngine {
    return new SearchEngine({ ...this.options, dataDir: this.dataDir });
  }

  /** Closes the files and opens them again, as a new process does. */
  restart(): void {
    this.engine.close();
    this.engine = this.start();
    this.engine.recover();
  }

  answer(operation: Operation, body: unknown = {}, more: Partial<SearchCall> = {}): SearchAnswer {
    return this.engine.handle({
      operation,
      body: JSON.stringify(body),
      origin: 'http://local',
      url: '/search',
      ...more,
    });
  }

  /** The answer's body; a failed call fails the test with what it said. */
  ok(operation: Operation, body: unknown = {}): JsonObject {
    const { status, body: text = '{}' } = this.answer(operation, body);
    if (status >= 300) throw new Error(`${status} ${text}`);
    return bodyOf(text);
  }

  createIndex(definition: JsonObject = PASSAGES): void {
    this.ok({ kind: 'create-index' }, definition);
  }

  index(...documents: readonly JsonObject[]): SearchAnswer {
    return this.answer({ kind: 'index-documents', index: 'passages' }, { value: documents });
  }

  search(body: JsonObject): JsonObject {
    return this.ok({ kind: 'query', index: 'passages' }, body);
  }

  /** The ids a search finds, best first. */
  ids(body: JsonObject): unknown[] {
    return hitsOf(this.search(body)).map(({ id }) => id);
  }

  /** What a refused search says: `400 message`. */
  refusal(body: JsonObject): string {
    const answer = this.answer({ kind: 'query', index: 'passages' }, body);
    return `${answer.status} ${messageOf(answer)}`;
  }

  count(): number {
    return Number(this.answer({ kind: 'count', index: 'passages' }).body);
  }

  close(): void {
    this.engine.close();
    rmSync(this.dataDir, { recursive: true, force: true });
  }
}

/** What an error answer says. */
export function messageOf({ body }: Pick<SearchAnswer, 'body'>): string {
  const { error } = bodyOf(body);
  return isJsonObject(error) && typeof error.message === 'string' ? error.message : '';
}

/** `value` of a search's answer. */
export function hitsOf(answer: JsonObject): JsonObject[] {
  return Array.isArray(answer.value) ? answer.value.filter(isJsonObject) : [];
}

/** A JSON object out of a body. */
export function bodyOf(text: string | undefined): JsonObject {
  const value: unknown = JSON.parse(text ?? '{}');
  if (!isJsonObject(value)) throw new Error('The body is not an object.');
  return value;
}
