import type { IndexDefinition } from '../definition/index-fields.js';
import type { JsonObject } from '../json.js';
import { invalidParameter } from '../search-error.js';
import { textsOf, valueAt } from '../store/passage-writer.js';
import { rolesOf } from '../store/tables.js';
import { marked, sentencesOf, termsWithin, type Tags } from './marking.js';
import { csv } from './search-parameters.js';

/** Fragments of a field unless the request says otherwise: the service's default. */
const DEFAULT_FRAGMENTS = 5;

/** One field to highlight. */
export interface HighlightRequest {
  readonly path: string;
  readonly fragments: number;
}

/**
 * Reads `highlight`, such as `content-3,title`.
 *
 * @throws {SearchError} 400 where a field is not searchable.
 */
export function readHighlights(list: string | null | undefined, definition: IndexDefinition): HighlightRequest[] {
  const searchable = new Set(rolesOf(definition).words.map(({ path }) => path));
  return csv(list).map((item) => {
    const [, path = item, count] = /^(.*?)(?:-(\d+))?$/.exec(item) ?? [];
    if (!searchable.has(path))
      throw invalidParameter(
        'highlight',
        `The field '${path}' in the highlight field list is not searchable.`,
        'FieldNotSearchable',
      );
    return { path, fragments: count === undefined ? DEFAULT_FRAGMENTS : Number(count) };
  });
}

/** `@search.highlights` of one document: the sentences with the query's words, marked. Undefined where there is none. */
export function highlightsOf(
  source: JsonObject,
  requests: readonly HighlightRequest[],
  terms: ReadonlySet<string>,
  tags: Tags,
): JsonObject | undefined {
  const highlights: JsonObject = {};
  for (const { path, fragments } of requests) {
    const found = textsOf(valueAt(source, path)).flatMap((text) =>
      sentencesOf(text)
        .filter((span) => termsWithin(text, span, terms).length > 0)
        .map(({ start, end }) => marked(text.slice(start, end), terms, tags)),
    );
    if (found.length > 0) highlights[path] = found.slice(0, fragments);
  }
  return Object.keys(highlights).length > 0 ? highlights : undefined;
}
