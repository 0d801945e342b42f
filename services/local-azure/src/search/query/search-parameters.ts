import { z } from 'zod';
import { isVector, leafFields, itemType } from '../definition/field.js';
import type { IndexDefinition } from '../definition/index-fields.js';
import type { Json } from '../json.js';
import { SearchError, invalidParameter, notEmulated } from '../search-error.js';

/** Results on a page unless the query says otherwise, and most of them: the service's own numbers. */
export const DEFAULT_PAGE = 50;
export const MAX_PAGE = 1_000;
const MAX_SKIP = 100_000;
/** Most characters of a search text. */
const MAX_SEARCH_CHARS = 100_000;
/** Shortest wait for the semantic ranker the service accepts, milliseconds (exclusive). */
const MIN_SEMANTIC_WAIT_MS = 750;
const MAX_VECTOR_QUERIES = 10;

const vectorQuery = z.looseObject({
  kind: z.string().default('vector'),
  vector: z.array(z.number()).optional(),
  fields: z.string().default(''),
  k: z.int().min(1).default(DEFAULT_PAGE),
  weight: z.number().positive().default(1),
  exhaustive: z.boolean().default(false),
  oversampling: z.number().min(1).max(20).nullish(),
});

const schema = z.strictObject({
  search: z.string().max(MAX_SEARCH_CHARS).nullish(),
  searchFields: z.string().nullish(),
  searchMode: z.enum(['any', 'all']).nullish(),
  queryType: z.enum(['simple', 'full', 'semantic']).nullish(),
  select: z.string().nullish(),
  filter: z.string().nullish(),
  orderby: z.string().nullish(),
  top: z.int().min(0).nullish(),
  skip: z.int().min(0).max(MAX_SKIP).nullish(),
  count: z.boolean().nullish(),
  highlight: z.string().nullish(),
  highlightPreTag: z.string().nullish(),
  highlightPostTag: z.string().nullish(),
  vectorQueries: z.array(vectorQuery).max(MAX_VECTOR_QUERIES).nullish(),
  vectorFilterMode: z.enum(['preFilter', 'postFilter', 'strictPostFilter']).nullish(),
  semanticConfiguration: z.string().nullish(),
  semanticErrorHandling: z.enum(['partial', 'fail']).nullish(),
  semanticMaxWaitInMilliseconds: z.int().nullish(),
  semanticQuery: z.string().nullish(),
  answers: z.string().nullish(),
  captions: z.string().nullish(),
  minimumCoverage: z.number().nullish(),
  // Taken and without effect here: one shard, no telemetry, no spelling or language services.
  scoringStatistics: z.string().nullish(),
  sessionId: z.string().nullish(),
  debug: z.string().nullish(),
  queryLanguage: z.string().nullish(),
  speller: z.string().nullish(),
  facets: z.array(z.string()).nullish(),
  scoringParameters: z.array(z.string()).nullish(),
  scoringProfile: z.string().nullish(),
});

/** One list of nearest neighbours that a query asks for. */
export interface VectorRequest {
  readonly vector: Float32Array;
  /** Path of the vector field. */
  readonly field: string;
  /** Neighbours wanted. */
  readonly k: number;
  /** What the list's share in the fused score is multiplied by. */
  readonly weight: number;
  /** Whether every vector must be compared exactly. */
  readonly isExhaustive: boolean;
  /** How many times `k` candidates are compared exactly after the binary codes; undefined: the default. */
  readonly oversampling: number | undefined;
}

/** A search, checked against the index. */
export interface SearchParameters extends z.infer<typeof schema> {
  readonly vectors: readonly VectorRequest[];
  /** Paths of the searchable fields to look in. */
  readonly fields: readonly string[];
}

/**
 * Reads the body of a search.
 *
 * @throws {SearchError} 400 where it is not one, names unknown fields, or asks for what is not emulated.
 */
export function readSearch(body: Json, definition: IndexDefinition): SearchParameters {
  const parsed = schema.safeParse(body);
  if (!parsed.success) throw badParameter(parsed.error.issues[0]);
  const given = parsed.data;
  if (given.queryType === 'full') throw notEmulated("the full Lucene query syntax (queryType 'full')");
  if ((given.facets ?? []).length > 0) throw notEmulated('facets');
  if (typeof given.scoringProfile === 'string') throw notEmulated('scoring profiles');
  const wait = given.semanticMaxWaitInMilliseconds;
  if (typeof wait === 'number' && wait <= MIN_SEMANTIC_WAIT_MS) throw waitTooShort();
  return {
    ...given,
    fields: searchFields(given.searchFields, definition),
    vectors: (given.vectorQueries ?? []).flatMap((query) => vectorRequests(query, definition)),
  };
}

function searchFields(given: string | null | undefined, definition: IndexDefinition): string[] {
  const searchable = leafFields(definition)
    .filter(({ field }) => field.searchable && itemType(field.type) === 'Edm.String')
    .map(({ path }) => path);
  const wanted = csv(given);
  for (const path of wanted) {
    if (!searchable.includes(path)) {
      throw invalidParameter(
        'searchFields',
        `The field '${path}' in the search field list is not searchable.`,
        'FieldNotSearchable',
      );
    }
  }
  return wanted.length === 0 ? searchable : wanted;
}

function vectorRequests(query: z.infer<typeof vectorQuery>, definition: IndexDefinition): VectorRequest[] {
  if (query.kind !== 'vector' || query.vector === undefined)
    throw notEmulated(`vector queries of kind '${query.kind}'; send the vector itself`);
  const vector = Float32Array.from(query.vector);
  const paths = csv(query.fields);
  if (paths.length === 0)
    throw invalidParameter(
      'vectorQueries',
      "A vector query must name at least one field in 'fields'.",
      'InvalidVectorQuery',
    );
  return paths.map((path) => {
    const field = leafFields(definition).find((leaf) => leaf.path === path)?.field;
    if (field === undefined || !isVector(field.type) || !field.searchable) {
      throw invalidParameter(
        'vectorQueries',
        `The field '${path}' in the vector field list is not a vector field that can be searched.`,
        'InvalidVectorQuery',
      );
    }
    if (field.dimensions !== vector.length) throw wrongQueryLength(path, field.dimensions ?? 0, vector.length);
    const { k, weight, exhaustive: isExhaustive } = query;
    return { vector, field: path, k, weight, isExhaustive, oversampling: query.oversampling ?? undefined };
  });
}

/** A list between commas. */
export function csv(list: string | null | undefined): string[] {
  return (list ?? '')
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

function wrongQueryLength(path: string, expected: number, given: number): SearchError {
  const message = `The vector query's 'vector' has a length of '${given}'. Query vector length must match the dimensionality of the field '${path}', which is '${expected}'.`;
  return invalidParameter('vectorQueries', message, 'InvalidVectorQuery');
}

function waitTooShort(): SearchError {
  const message = `The 'semanticMaxWaitInMilliseconds' parameter needs to be larger than ${MIN_SEMANTIC_WAIT_MS}.`;
  return new SearchError(
    400,
    'InvalidRequestParameter',
    `${message}\r\nParameter name: semanticMaxWaitInMilliseconds`,
    [{ code: 'ParameterValueOutOfRange', message }],
  );
}

function badParameter(issue: z.core.$ZodIssue | undefined): SearchError {
  if (issue?.code === 'unrecognized_keys') {
    const message = `The parameter '${issue.keys.join("', '")}' in the request payload is not a valid parameter for the operation 'search'.`;
    return new SearchError(400, '', message);
  }
  const name = issue?.path.join('.') ?? '';
  return invalidParameter(
    'parameters',
    `The parameter '${name}' is not valid: ${issue?.message ?? 'unreadable'}.`,
    'InvalidParameter',
  );
}
