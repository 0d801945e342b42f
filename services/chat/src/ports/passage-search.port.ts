import type { SearchMode } from '@shared/contracts';
import type { Caller } from '@shared/identity';
import type { FoundPassage } from '../retrieval/passage.js';

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
