import type { Caller, Role } from '@shared/identity';
import type { z } from 'zod';

/** Methods that public routes use. HEAD follows GET. */
export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Who does the work behind a route. A service answers `/internal/x` for the public `/api/x`. */
export type Owner = 'chat' | 'ingestion' | 'gateway';

/** One way a route answers when all is well. */
export interface Answer {
  readonly description: string;
  /** JSON body. */
  readonly schema?: z.ZodType;
  /** Media type of a body that is not JSON. */
  readonly mediaType?: string;
}

/** What a route takes as its body: JSON of a schema, or a form with a document or a recording. */
export type Body = { readonly json: z.ZodType } | { readonly form: 'upload' | 'audio' };

/**
 * One row of the route table. A public route is this row and nothing else: forwarding, limits and the
 * OpenAPI description all read it.
 */
export interface PublicRoute {
  readonly method: Method;
  /** `{name}` stands for an id of 8 to 64 letters, digits, `_` or `-`. */
  readonly path: string;
  readonly owner: Owner;
  /** Group in the reference page. */
  readonly tag: 'documents' | 'search' | 'chat' | 'conversations' | 'plain' | 'openai' | 'service' | 'admin';
  /** Who may call it: `open` to the world, or the least role. Default `reader`; the owner decides about what it is for. */
  readonly access?: 'open' | Role;
  /** One sentence for the reference page. */
  readonly summary: string;
  /** Query parameters, for the reference page; the owner checks them. */
  readonly query?: z.ZodObject;
  readonly body?: Body;
  /** Takes an `Idempotency-Key`, so that a client may send the request again without doing it twice. */
  readonly idempotent?: true;
  /** Largest body, in bytes. Uploads take their cap from `UPLOAD_MAX_BYTES`. Default {@link JSON_MAX_BYTES}. */
  readonly bodyMaxBytes?: number;
  /** Answers with an event stream that stays open. */
  readonly streams?: true;
  /** Answers with a file that a user uploaded, which must never run in the reader's browser. */
  readonly servesFile?: true;
  /** By status. */
  readonly answers: Readonly<Record<number, Answer>>;
}

/** Largest JSON body of a route that does not say otherwise, in bytes. */
export const JSON_MAX_BYTES = 64 * 1024;

/** A route that takes files: its own body cap and its own rate limit. */
export const isUpload = (route: PublicRoute): boolean =>
  route.body !== undefined && 'form' in route.body && route.body.form === 'upload';

/** Each role, and those that include it: whoever may upload may ask. */
const INCLUDED_IN: Readonly<Record<Role, readonly Role[]>> = {
  reader: ['reader', 'contributor', 'admin'],
  contributor: ['contributor', 'admin'],
  admin: ['admin'],
};

/** Whether a caller has the role that a route asks for. */
export const mayCall = (
  { roles }: Pick<Caller, 'roles'>,
  { access = 'reader' }: Pick<PublicRoute, 'access'>,
): boolean => access === 'open' || roles.some((role) => INCLUDED_IN[access].includes(role));
