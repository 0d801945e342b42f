/** What a call wants, read from method and path. */
export type Operation =
  | { readonly kind: 'list-indexes' }
  | { readonly kind: 'create-index' }
  | { readonly kind: 'put-index'; readonly index: string }
  | { readonly kind: 'get-index'; readonly index: string }
  | { readonly kind: 'delete-index'; readonly index: string }
  | { readonly kind: 'index-stats'; readonly index: string }
  | { readonly kind: 'service-stats' }
  | { readonly kind: 'count'; readonly index: string }
  | { readonly kind: 'lookup'; readonly index: string; readonly key: string }
  | { readonly kind: 'index-documents'; readonly index: string }
  | { readonly kind: 'query'; readonly index: string };

/** One call, as it goes from the HTTP edge to a worker. */
export interface SearchCall {
  readonly operation: Operation;
  /** The body as it came; empty if there was none. */
  readonly body: string;
  /** Scheme and host the caller used, and the path and query behind it: for `@odata.context` and links. */
  readonly origin: string;
  readonly url: string;
  readonly select?: string | undefined;
  readonly ifMatch?: string | undefined;
  readonly ifNoneMatch?: string | undefined;
  /** A fault: every n-th document of a batch (from 1) is refused with this status. */
  readonly failing?: { readonly status: number; readonly everyNth: number } | undefined;
}

/** The answer to a call, ready to be sent. */
export interface SearchAnswer {
  readonly status: number;
  /** Undefined: no body at all, as the service answers a document that is not there. */
  readonly body?: string;
  /** What kind of answer it is, and so its content type. */
  readonly kind: 'documents' | 'management' | 'text' | 'error' | 'none';
  readonly headers?: Readonly<Record<string, string>>;
}

/** Operations that change something. They go to the one thread that writes. */
export function isWrite({ kind }: Operation): boolean {
  return kind === 'create-index' || kind === 'put-index' || kind === 'delete-index' || kind === 'index-documents';
}

const INDEX = /^\/indexes(?:\('((?:[^']|'')*)'\)|\/([^/()]+))(\/.*)?$/;

/**
 * Reads method and path, in the OData form the SDK uses (`/indexes('x')/docs/search.post.search`) and in the one of the
 * documentation (`/indexes/x/docs/search`).
 *
 * @param path decoded, without the query.
 * @returns undefined where there is no such operation.
 */
export function operationOf(method: string, path: string): Operation | undefined {
  if (path === '/servicestats') return method === 'GET' ? { kind: 'service-stats' } : undefined;
  if (path === '/indexes')
    return method === 'GET' ? { kind: 'list-indexes' } : method === 'POST' ? { kind: 'create-index' } : undefined;
  const [, quoted, plain = '', rest = ''] = INDEX.exec(path) ?? [];
  const index = quoted?.replaceAll("''", "'") ?? plain;
  if (index === '') return undefined;
  return rest === '' || rest === '/' ? onIndex(method, index) : onDocuments(method, index, rest);
}

function onIndex(method: string, index: string): Operation | undefined {
  if (method === 'GET') return { kind: 'get-index', index };
  if (method === 'PUT') return { kind: 'put-index', index };
  return method === 'DELETE' ? { kind: 'delete-index', index } : undefined;
}

function onDocuments(method: string, index: string, rest: string): Operation | undefined {
  if (method === 'POST' && /^\/docs\/search(?:\.post\.search)?$/.test(rest)) return { kind: 'query', index };
  if (method === 'POST' && /^\/docs\/(?:search\.)?index$/.test(rest)) return { kind: 'index-documents', index };
  if (method !== 'GET') return undefined;
  if (/^\/(?:search\.)?stats$/.test(rest)) return { kind: 'index-stats', index };
  if (rest === '/docs/$count') return { kind: 'count', index };
  const [, quoted, plain] = /^\/docs(?:\('((?:[^']|'')*)'\)|\/([^/]+))$/.exec(rest) ?? [];
  const key = quoted?.replaceAll("''", "'") ?? plain;
  return key === undefined ? undefined : { kind: 'lookup', index, key };
}
