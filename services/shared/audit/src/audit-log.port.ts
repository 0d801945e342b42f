import type { AuditAction, AuditEntry } from '@shared/contracts';
import type { Caller } from '@shared/identity';

/** Something that was done, to be put on record. */
export interface Deed {
  readonly action: AuditAction;
  /** Id of the document, conversation, key or person. */
  readonly subject: string;
  /** Principals or roles after the change; never a title, a question or any other content. */
  readonly detail?: readonly string[];
}

/** Who did it. */
export type Actor = Pick<Caller, 'tenantId' | 'userId' | 'correlationId'>;

/** Some entries, newest first. */
export interface AuditPage {
  readonly entries: readonly AuditEntry[];
  /** The entry to go on after; undefined on the last page. */
  readonly next: string | undefined;
}

/**
 * The record of who uploaded, shared and deleted what, and made which key.
 *
 * Contract, kept by every adapter and checked by `describeAuditLog`:
 * - entries are added, never changed and never taken away: there is no method that could;
 * - one tenant does not see the entries of another;
 * - a page costs the same however long the record is.
 */
export abstract class AuditLog {
  /** Makes what is needed, once. A repeat changes nothing. */
  abstract prepare(): Promise<void>;

  /** @throws {DependencyUnavailable} if it could not be kept: what is not on record must not look done. */
  abstract append(actor: Actor, deed: Deed): Promise<void>;

  /** @param after the `next` of the page before. */
  abstract list(tenantId: string, limit: number, after?: string): Promise<AuditPage>;
}
