/** How long a key counts, in milliseconds: a day, longer than any client tries again. */
export const KEY_COUNTS_MS = 24 * 60 * 60_000;

/** What an upload with an idempotency key came to. */
export interface KeyedUpload {
  /** Tells one request from another: what was asked, and of which files. */
  readonly fingerprint: string;
  /** Null while it is under way. */
  readonly outcome: KeyedOutcome | null;
  /** ISO 8601. */
  readonly startedAt: string;
}

export interface KeyedOutcome {
  readonly documentIds: readonly string[];
  readonly isSeveral: boolean;
  readonly isNew: boolean;
}

/** A record with the mark that a change of it must name. */
export interface StoredKey extends KeyedUpload {
  readonly etag: string;
}

/** Whose key it is: another caller's same word is another key. */
export interface KeyOwner {
  readonly tenantId: string;
  readonly userId: string;
}

/**
 * Remembers uploads by the keys their clients gave them.
 *
 * Contract, kept by every adapter and checked by `describeUploadKeys`:
 * - of several that begin at once one does, and the others are shown its record;
 * - a record is changed only as it was read.
 */
export abstract class UploadKeys {
  /** @returns the record of whoever was first, if it was somebody else. */
  abstract begin(owner: KeyOwner, key: string, record: KeyedUpload): Promise<StoredKey | undefined>;

  abstract find(owner: KeyOwner, key: string): Promise<StoredKey | undefined>;

  /** Takes the place of a record that is over or whose upload died. @returns false if somebody else was faster. */
  abstract replace(owner: KeyOwner, key: string, stale: StoredKey, record: KeyedUpload): Promise<boolean>;

  /** Writes how it ended. */
  abstract finish(owner: KeyOwner, key: string, record: KeyedUpload): Promise<void>;

  /** Forgets a key whose upload came to nothing; not being there is no error. */
  abstract forget(owner: KeyOwner, key: string): Promise<void>;

  /** Removes records that began before this moment. @returns how many there are; with `isDryRun` they stay. */
  abstract expire(before: Date, isDryRun: boolean): Promise<number>;
}
