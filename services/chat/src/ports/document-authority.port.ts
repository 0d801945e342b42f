import type { DocumentCheckResult } from '@shared/contracts';
import type { Caller } from '@shared/identity';

/** Who is asking, with the proof to pass on. */
export interface Asker {
  readonly caller: Caller;
  /** The signed assertion the request came with; good for a minute. */
  readonly assertion: string;
}

/** A version of a document that the index has passages of. */
export interface DocumentVersion {
  readonly documentId: string;
  readonly version: number;
}

/** A version the caller may be answered from, with its title as it is now. */
export type ReadableDocument = DocumentCheckResult['visible'][number];

/**
 * The catalog's last word on who may read what: a delete, a share and a new version count at once, whatever the
 * index still holds.
 *
 * Contract, kept by every adapter and checked by `describeDocumentAuthority`:
 * - answers those of the asked versions that are live and visible to the asker, each once, and nothing else;
 * - an empty list asks nobody.
 */
export abstract class DocumentAuthority {
  /**
   * @param versions at most 200.
   * @throws {DependencyUnavailable} if the catalog cannot be asked: without its word nothing is shown.
   * @throws `signal.reason` once `signal` aborts.
   */
  abstract readable(
    asker: Asker,
    versions: readonly DocumentVersion[],
    signal?: AbortSignal,
  ): Promise<ReadableDocument[]>;

  /**
   * Which of these documents the asker may read at this moment, each with the version that counts: for what was told or
   * found before.
   *
   * @throws {DependencyUnavailable} if the catalog cannot be asked.
   */
  abstract readableDocuments(asker: Asker, documentIds: readonly string[]): Promise<ReadonlyMap<string, number>>;
}
