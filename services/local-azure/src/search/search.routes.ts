import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import type { Fault, FaultDesk } from '../faults/fault-desk.js';
import { bringsKey } from '../http/api-key.js';
import { isWrite, operationOf, type SearchAnswer, type SearchCall } from './engine/search-call.js';
import { SearchPool } from './engine/search-pool.js';
import { SearchError } from './search-error.js';

export interface SearchRoutesOptions extends SearchPluginOptions {
  /** Folder of the index files. */
  readonly dataDir: string;
  /** Milliseconds after which an acknowledged document can be found. Default 0. */
  readonly visibilityLagMs?: number;
  /** Threads that answer searches. Default 2. */
  readonly workers?: number;
  /** The script of `engine/search-worker`. */
  readonly workerUrl: URL;
}

export interface SearchPluginOptions {
  readonly apiKey: string;
  readonly faults: FaultDesk;
}

/** Whatever answers calls: a pool of threads, or in tests one engine. */
export interface SearchBackend {
  handle(call: SearchCall): Promise<SearchAnswer> | SearchAnswer;
  close(): Promise<void> | void;
}

/** Largest request, bytes: the service's limit of a batch. */
const MAX_BODY_BYTES = 16 * 1024 * 1024;

/** AI Search's REST API at the root of a server, answered by threads that end with the server. */
export function searchRoutes(options: SearchRoutesOptions): FastifyPluginAsync {
  const { dataDir, workerUrl, visibilityLagMs = 0, workers = 2 } = options;
  return async (app, pluginOptions) => {
    const pool = new SearchPool({ dataDir, visibilityLagMs, workerUrl, workers });
    await searchApi(options, pool)(app, pluginOptions);
  };
}

/**
 * `/indexes...` and `/servicestats` at the root of a server, answered by `backend`, which is closed with the server.
 *
 * Operations by which faults name them: `query`, `index-documents`, `lookup`, `count`, `index-stats`, `service-stats`,
 * `create-index`, `put-index`, `get-index`, `delete-index`, `list-indexes`.
 */
export function searchApi({ apiKey, faults }: SearchPluginOptions, backend: SearchBackend): FastifyPluginAsync {
  return async (app) => {
    app.addHook('onClose', async () => backend.close());
    // The SDK sends a JSON content type on DELETE without a body; reading JSON is the backend's task anyway.
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('*', { parseAs: 'string', bodyLimit: MAX_BODY_BYTES }, (_request, body, done) =>
      done(null, body),
    );
    app.setErrorHandler((error: Error & { statusCode?: number; code?: string }, _request, reply) =>
      send(reply, errorAnswer(error)),
    );

    const handle = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
      const started = performance.now();
      if (!bringsKey(request.headers, apiKey)) throw forbidden();
      const call = callOf(request);
      const fault = faults.next('search', call.operation.kind, request.raw.headers);
      if (fault?.kind === 'cut') return cut(reply);
      if (fault?.kind === 'latency') await delay(fault.ms);
      const answer = fault?.kind === 'status' ? faultAnswer(fault) : await backend.handle(withFailures(call, fault));
      reply.header('elapsed-time', String(Math.round(performance.now() - started)));
      return send(reply, answer);
    };
    for (const url of ['/indexes', '/indexes*', '/servicestats']) {
      app.route({ method: ['GET', 'POST', 'PUT', 'DELETE'], url, bodyLimit: MAX_BODY_BYTES, handler: handle });
    }
  };
}

function callOf(request: FastifyRequest): SearchCall {
  const { method, headers, url, host, protocol } = request;
  const [path = '', query = ''] = url.split('?', 2);
  const operation = operationOf(method, decoded(path));
  if (operation === undefined)
    throw new SearchError(404, '', 'There is no such operation, or local Azure does not emulate it.');
  const select = new URLSearchParams(query).get('$select') ?? undefined;
  const body = typeof request.body === 'string' ? request.body : '';
  const tags = { ifMatch: tag(headers, 'if-match'), ifNoneMatch: tag(headers, 'if-none-match') };
  if (headers['x-ms-query-source-authorization'] !== undefined && !isWrite(operation)) {
    throw new SearchError(400, '', "Invalid header: 'x-ms-query-source-authorization'");
  }
  return { operation, body, origin: `${protocol}://${host}`, url, select, ...tags };
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw new SearchError(400, '', 'The path of the request is not correctly encoded.');
  }
}

const tag = (headers: IncomingHttpHeaders, name: 'if-match' | 'if-none-match'): string | undefined => headers[name];

function withFailures(call: SearchCall, fault: Fault | undefined): SearchCall {
  return fault?.kind === 'partial' ? { ...call, failing: { status: fault.status, everyNth: fault.everyNth } } : call;
}

const CONTENT_TYPES: Readonly<Record<SearchAnswer['kind'], string | undefined>> = {
  documents: 'application/json; odata.metadata=none; odata.streaming=true; charset=utf-8',
  management: 'application/json; odata.metadata=minimal; odata.streaming=true; charset=utf-8',
  error: 'application/json; charset=utf-8',
  text: 'text/plain; charset=utf-8',
  none: undefined,
};

function send(reply: FastifyReply, { status, kind, body, headers }: SearchAnswer): FastifyReply {
  const type = CONTENT_TYPES[kind];
  reply.code(status).header('request-id', randomUUID()).header('preference-applied', 'odata.include-annotations="*"');
  if (kind === 'documents' || kind === 'management' || kind === 'text') reply.header('odata-version', '4.0');
  if (kind === 'error' || status === 404) reply.header('content-language', 'en');
  if (type !== undefined) reply.header('content-type', type);
  return reply.headers(headers ?? {}).send(body);
}

/** What the service says when it throttles or is down. */
const BUSY = 'Failed to execute request. You are sending too many requests. Reduce the rate of requests and try again.';

function faultAnswer({ status, retryAfterMs, retryAfterSeconds }: Extract<Fault, { kind: 'status' }>): SearchAnswer {
  const headers = {
    ...(retryAfterMs !== undefined && { 'retry-after-ms': String(retryAfterMs) }),
    ...(retryAfterSeconds !== undefined && { 'retry-after': String(retryAfterSeconds) }),
  };
  const message =
    status === 429 || status === 503 ? BUSY : `The request failed with status ${status}, as it was asked to.`;
  return { status, kind: 'error', body: JSON.stringify({ error: { code: '', message } }), headers };
}

function cut(reply: FastifyReply): FastifyReply {
  reply.hijack();
  reply.raw.destroy();
  return reply;
}

function forbidden(): SearchError {
  return new SearchError(
    403,
    'Forbidden',
    "Access denied: the header 'api-key' is missing or does not hold the key of this service.",
  );
}

function errorAnswer(error: Error & { statusCode?: number; code?: string }): SearchAnswer {
  if (error instanceof SearchError) return { status: error.status, kind: 'error', body: JSON.stringify(error.body()) };
  const { statusCode = 500, message } = error;
  if (statusCode === 413) {
    const text = `The request is larger than ${MAX_BODY_BYTES} bytes. Send smaller batches.`;
    return {
      status: 413,
      kind: 'error',
      body: JSON.stringify({ error: { code: 'RequestEntityTooLarge', message: text } }),
    };
  }
  const text = statusCode < 500 ? message : 'An error has occurred.';
  return {
    status: statusCode,
    kind: 'error',
    body: JSON.stringify({ error: { code: error.code ?? '', message: text } }),
  };
}
