import type { DocumentRow } from './document-row.js';

/** A row with the mark that a change of it must name. */
export interface StoredRow {
  readonly row: DocumentRow;
  readonly etag: string;
}

/** The row was changed by someone else since it was read, or is gone. */
export class RowChanged extends Error {
  override readonly name = 'RowChanged';
}

/** An entry that leads to no document. Opaque: only the catalog that named it understands it. */
export interface Stray {
  readonly partition: string;
  readonly key: string;
  readonly etag: string;
}

/** A page of document ids, newest first. */
export interface IdPage {
  readonly ids: readonly string[];
  /** Where the next page starts; undefined on the last one. */
  readonly next: string | undefined;
}

/**
 * The rows of all documents: the truth that files, passages and messages are held against.
 *
 * Contract, kept by every adapter and checked by `describeDocumentCatalog`:
 * - a change names what it read, and fails with {@link RowChanged} if that is no longer what is there;
 * - a document is listed for its owner, for everyone it is shared with and for administrators, and for
 *   nobody else once a change of its readers has answered;
 * - a page costs the same however many documents there are, also when only those of one tag are asked for.
 */
export abstract class DocumentCatalog {
  /** Makes what the catalog needs, once. A repeat changes nothing. */
  abstract prepare(): Promise<void>;

  abstract find(tenantId: string, id: string): Promise<StoredRow | undefined>;

  /** @throws {RowChanged} if the id is taken. */
  abstract create(row: DocumentRow): Promise<StoredRow>;

  /** @throws {RowChanged} if the row is not as it was read. */
  abstract change(stored: StoredRow, change: Partial<DocumentRow>): Promise<StoredRow>;

  /** Removes the row and its listings; not being there is no error. */
  abstract remove(row: DocumentRow): Promise<void>;

  /**
   * Ids of the documents listed for any of these principals, newest first.
   *
   * @param limit at most so many, 1 to 1,000.
   * @param after the last id of the page before.
   * @param tag only documents that have it.
   */
  abstract list(
    tenantId: string,
    principals: readonly string[],
    limit: number,
    after?: string,
    tag?: string,
  ): Promise<IdPage>;

  /**
   * Says that this document holds this content of this owner, unless another one does already.
   *
   * @param insteadOf takes the place of this claim, which turned out to be stale.
   * @returns the id of the document that holds the content.
   */
  abstract claimContent(
    tenantId: string,
    ownerId: string,
    sha256: string,
    documentId: string,
    insteadOf?: string,
  ): Promise<string>;

  /** Every row that is neither `ready` nor `failed`, or is being deleted, or has stale passages. */
  abstract unsettled(): AsyncIterable<StoredRow>;

  /** Every row. */
  abstract all(): AsyncIterable<StoredRow>;

  /**
   * Entries of lists and claims of contents that lead nowhere: a crash between two writes leaves them.
   *
   * @param before only those written earlier: an entry is a moment ahead of its row.
   */
  abstract strays(before: Date): AsyncIterable<Stray>;

  /** Removes an entry that leads nowhere; not being there is no error. */
  abstract removeStray(stray: Stray): Promise<void>;

  /** Enters a document in every list it belongs in. @returns how many entries were missing; with `isDryRun` they still are. */
  abstract relist(row: DocumentRow, isDryRun: boolean): Promise<number>;

  /** The name of the index in use; undefined before the first. */
  abstract indexInUse(): Promise<string | undefined>;

  /** The name of the index that was in use before it, if there was another. */
  abstract indexBefore(): Promise<string | undefined>;

  /** Remembers the name of the index in use, and the one before it. Naming the same again changes nothing. */
  abstract useIndex(name: string): Promise<void>;

  /** Whether the catalog answers, within a second. Never throws. */
  abstract isReachable(): Promise<boolean>;
}

/** The principal under which every document of a tenant is listed, for administrators. */
export const ADMINISTRATORS = 'administrators';
