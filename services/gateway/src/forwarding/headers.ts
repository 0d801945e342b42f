import type { IncomingHttpHeaders } from 'node:http';
import { ANSWER_ORIGIN_HEADER } from '@shared/contracts';
import { SECURITY_HEADER_NAMES } from './security-headers.js';

/**
 * Headers of a client that a service sees. A list of what passes, not of what is held back: an assertion
 * that a client sends, a cookie, a proxy's or a debugging header can never slip through.
 */
const REQUEST_HEADERS = [
  'accept',
  'accept-language',
  'content-length',
  'content-type',
  'idempotency-key',
  'if-match',
  'if-modified-since',
  'if-none-match',
  'if-range',
  'if-unmodified-since',
  'last-event-id',
  'range',
  'traceparent',
  'tracestate',
  'user-agent',
] as const;

/** Headers of one connection (RFC 9110, 7.6.1), those that the gateway sets itself, and those meant for it. */
const NOT_ANSWERED = new Set<string>([
  ...SECURITY_HEADER_NAMES,
  ANSWER_ORIGIN_HEADER,
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'x-correlation-id',
  'x-powered-by',
]);

/** What of a client's headers goes on to a service. */
export function headersForUpstream(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    REQUEST_HEADERS.flatMap((name) => {
      const value = headers[name];
      return typeof value === 'string' ? [[name, value]] : [];
    }),
  );
}

/** What of a service's headers goes back to the client. */
export function headersForClient(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Record<string, string | string[]> {
  const named = String(headers['connection'] ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase());
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined || NOT_ANSWERED.has(name) || named.includes(name) ? [] : [[name, value]],
    ),
  );
}
