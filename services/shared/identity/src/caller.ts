/** What a caller may do; design section 7. `contributor` includes `reader`. */
export const ROLES = ['reader', 'contributor', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** Limits of a caller's own, as an API key carries them; what is unset is the installation's, and 0 is no limit. */
export interface CallerLimits {
  readonly requestsPerMinute?: number | undefined;
  readonly tokensPerDay?: number | undefined;
}

/** Who is asking. Made by the gateway from a verified identity; carried between services in a signed assertion. */
export interface Caller {
  /** The tenant: `local` on a laptop. Part of every partition key, index row and filter. */
  readonly tenantId: string;
  /** The person or key, unique in the tenant. */
  readonly userId: string;
  /** Resolved group ids. Unresolved groups never become an empty list: such a caller is refused. */
  readonly groups: readonly string[];
  readonly roles: readonly Role[];
  /** Ties the logs of one request together. */
  readonly correlationId: string;
  /** Known to the gateway only; no assertion carries them. */
  readonly limits?: CallerLimits | undefined;
}

/** The principal of a person: `user:<id>`. */
export const userPrincipal = (userId: string): string => `user:${userId}`;

/** Every principal that documents may be shared with and that this caller answers to. */
export function principalsOf(caller: Caller): string[] {
  return [userPrincipal(caller.userId), ...caller.groups.map((group) => `group:${group}`), 'everyone'];
}

/** What decides who sees a document. */
export interface Guarded {
  readonly tenantId: string;
  /** The owner's user id. */
  readonly ownerId: string;
  readonly visibleTo: readonly string[];
}

/** The principals that may read a document: its owner, and whom it is shared with. */
export function readersOf(guarded: Pick<Guarded, 'ownerId' | 'visibleTo'>): string[] {
  return [...new Set([userPrincipal(guarded.ownerId), ...guarded.visibleTo])];
}

/**
 * What one may want of a document: `see` that it is there and how far it is, `read` what is in it (search, answers, the
 * file, its text, citations), `share` or `delete` it, `change` anything else of it (name, tags, content, another try).
 */
export type DocumentAct = 'see' | 'read' | 'share' | 'delete' | 'change';

/**
 * The one rule of who may do what with a document; design section 7. Listing, state, file, search, citations, history,
 * sharing and deleting all ask here; the index filter says the same in OData, and is checked once more by this.
 *
 * Readers are the owner and whom it is shared with. Administrators see, share and delete every document of their tenant,
 * and read none that is not shared with them. Nothing is ever visible from another tenant.
 */
export function may(caller: Caller, act: DocumentAct, guarded: Guarded): boolean {
  if (caller.tenantId !== guarded.tenantId || caller.roles.length === 0) return false;
  const readers = new Set(readersOf(guarded));
  const isReader = principalsOf(caller).some((principal) => readers.has(principal));
  const isAdmin = caller.roles.includes('admin');
  const isManager = caller.userId === guarded.ownerId && (isAdmin || caller.roles.includes('contributor'));
  switch (act) {
    case 'read':
      return isReader;
    case 'see':
      return isReader || isAdmin;
    case 'share':
    case 'delete':
      return isManager || isAdmin;
    case 'change':
      return isManager;
  }
}
