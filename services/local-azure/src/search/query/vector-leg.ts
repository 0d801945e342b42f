import { leafFields } from '../definition/field.js';
import type { IndexDefinition } from '../definition/index-fields.js';
import { isJsonObject } from '../json.js';
import type { IndexFile } from '../store/index-file.js';
import { codeTable, vectorTable } from '../store/names.js';
import { binaryCode } from './binary-code.js';
import type { FilterSet } from './filter-sets.js';
import type { Hit } from './hit.js';
import type { VectorRequest } from './search-parameters.js';

/**
 * Bytes of vectors up to which all of them are compared exactly. Above, binary codes choose candidates first.
 */
const EXACT_BYTES = 24 * 1024 * 1024;

/** Candidates that the codes choose for exact comparison: a multiple of the neighbours wanted, within bounds. */
const OVERSAMPLING = 10;
const MIN_CANDIDATES = 200;

/** The k nearest neighbours of one vector, best first, with the service's score for the field's metric. */
export function nearest(file: IndexFile, request: VectorRequest, allowed: FilterSet): Hit[] {
  const { vector, field, k, isExhaustive } = request;
  if (allowed.count === 0) return [];
  const query = new Uint8Array(vector.buffer);
  const bytes = allowed.count * vector.byteLength;
  const metric = metricOf(file.definition, field);
  const isExact = isExhaustive || bytes <= EXACT_BYTES || metric === 'euclidean';
  const restriction = isExact ? allowedClause(allowed) : 'WHERE id IN (SELECT value FROM json_each(?))';
  const parameters = isExact ? [] : [JSON.stringify(candidates(file, request, allowed))];
  const distance = metric === 'euclidean' ? 'vec_distance_l2' : 'vec_distance_cosine';
  const sql = `SELECT id, ${distance}(vector, ?) AS distance FROM ${vectorTable(field)} ${restriction} ORDER BY distance LIMIT ?`;
  const rows = file.db.prepare(sql).all(query, ...parameters, k);
  return rows.map(({ id, distance: value }) => ({ id: Number(id), score: scoreOf(Number(value ?? 1)) }));
}

function allowedClause({ table }: FilterSet): string {
  return table === undefined ? '' : `WHERE id IN ${table}`;
}

/** Ids of the documents whose binary codes differ least from the query's. */
function candidates(file: IndexFile, { vector, field, k, oversampling }: VectorRequest, allowed: FilterSet): number[] {
  const wanted = Math.max(Math.ceil(k * (oversampling ?? OVERSAMPLING)), MIN_CANDIDATES);
  const sql = `SELECT id, vec_distance_hamming(vec_bit(code), vec_bit(?)) AS distance FROM ${codeTable(field)} ${allowedClause(allowed)} ORDER BY distance LIMIT ?`;
  return file.db
    .prepare(sql)
    .all(binaryCode(vector), wanted)
    .map(({ id }) => Number(id));
}

type Metric = 'cosine' | 'euclidean';

/**
 * The metric of the algorithm that the field's profile names; cosine unless it says otherwise. `dotProduct` is taken
 * for cosine, which it is for vectors of unit length: every embedder we know gives those.
 */
export function metricOf(definition: IndexDefinition, path: string): Metric {
  const profileName = leafFields(definition).find((leaf) => leaf.path === path)?.field.vectorSearchProfile;
  const search = isJsonObject(definition.vectorSearch) ? definition.vectorSearch : {};
  const profile = named(search.profiles, profileName);
  const algorithm = named(search.algorithms, profile?.algorithm);
  const parameters = algorithm?.hnswParameters ?? algorithm?.exhaustiveKnnParameters;
  const metric = isJsonObject(parameters) ? parameters.metric : undefined;
  return metric === 'euclidean' ? metric : 'cosine';
}

function named(list: unknown, name: unknown) {
  return Array.isArray(list) ? list.filter(isJsonObject).find((item) => item.name === name) : undefined;
}

/** The service's `@search.score`: 1 / (1 + distance), so that cosine gives 1/3 to 1. */
function scoreOf(distance: number): number {
  return Math.fround(1 / (1 + Math.max(0, distance)));
}
