import type { Place, SearchMode } from '@shared/contracts';
import type { Caller } from '@shared/identity';

/** A passage as the index has it: a candidate, not yet checked against the catalog. */
export interface FoundPassage extends Place {
  readonly documentId: string;
  readonly version: number;
  /** Place in the reading order of its version, counting from 0. */
  readonly ordinal: number;
  readonly title: string;
  /** Letter for letter `text.slice(start, end)` of the version's text. */
  readonly text: string;
  /** UTF-16 offsets in the version's text. */
  readonly start: number;
  readonly end: number;
  /** Only compared within one result list: BM25, cosine and fused scores have different scales. */
  readonly score: number;
}

/** One search of the index. */
export interface PassageQuery {
  /** Whose permissions filter the search. */
  readonly caller: Caller;
  /** Looked for word by word in `keyword` and `hybrid`; free text, its signs mean nothing. */
  readonly text: string;
  /** The question's embedding; needed in `vector` and `hybrid`. */
  readonly vector: readonly number[] | undefined;
  readonly mode: SearchMode;
  /** Most passages answered, 1 to 100. */
  readonly top: number;
  /** Only passages of these documents; undefined means every document the caller may read. */
  readonly documentIds: readonly string[] | undefined;
  /** Only passages of documents that have any of these tags; undefined means whatever tags they have. */
  readonly tags: readonly string[] | undefined;
}

/**
 * The read side of the passage index.
 *
 * Contract, kept by every adapter and checked by `describePassageSearch`:
 * - best first, at most `top`, never a passage of another tenant or one that no principal of the caller may read;
 * - a text without a word finds nothing by keyword, instead of everything.
 */
export abstract class PassageSearch {
  /**
   * @throws {DependencyUnavailable} if the index does not answer this query.
   * @throws `signal.reason` once `signal` aborts.
   */
  abstract find(query: PassageQuery, signal?: AbortSignal): Promise<FoundPassage[]>;
}
