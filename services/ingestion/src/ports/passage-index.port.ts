import type { PassageRow } from '@shared/passages';
import type { VersionRange } from './document-store.port.js';

/** Passages of one version of a document, as the index has them. */
export interface IndexedVersion {
  readonly tenantId: string;
  readonly documentId: string;
  readonly version: number;
}

/** The index refuses a passage for good: trying again would change nothing. */
export class PassageRefused extends Error {
  override readonly name = 'PassageRefused';
}

/**
 * The passages that questions are answered from: the side that writes.
 *
 * Contract, kept by every adapter and checked by `describePassageIndex`:
 * - writing the same passage again replaces it;
 * - what `write` and `revise` have answered for can be found; what `remove` has answered for cannot.
 */
export abstract class PassageIndex {
  /** The index's name; it carries the embedding model and its dimensions. */
  abstract name(): Promise<string>;

  /** Makes the index, or brings it up to date. A repeat changes nothing. */
  abstract prepare(): Promise<void>;

  /**
   * Writes passages, repeating those the service was too busy for. They may not be found at once: see {@link count}.
   *
   * @throws {PassageRefused} if the index will never take one of them.
   */
  abstract write(passages: readonly PassageRow[], signal?: AbortSignal): Promise<void>;

  /** Passages of a version that can be found now. */
  abstract count(version: IndexedVersion): Promise<number>;

  /** What can be found of a version, in reading order, without what the index does not show: vectors and readers. */
  abstract held(version: IndexedVersion): AsyncIterable<Partial<PassageRow>>;

  /** Gives a version's passages another title, other readers and other tags. */
  abstract revise(
    version: IndexedVersion & { readonly passages: number },
    change: { readonly title: string; readonly visibleTo: readonly string[]; readonly tags: readonly string[] },
  ): Promise<void>;

  /** Removes a document's passages, all or those of some versions, and waits until none of them is found. */
  abstract remove(tenantId: string, documentId: string, versions?: VersionRange): Promise<void>;

  /** Every version that has a passage, once each. */
  abstract versions(): AsyncIterable<IndexedVersion>;

  /** Whether the service answers, within a second. Never throws. */
  abstract isReachable(): Promise<boolean>;
}
