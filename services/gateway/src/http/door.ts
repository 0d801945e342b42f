import type { IncomingMessage } from 'node:http';
import { BadRequestException } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import { answerCors } from './cors.js';
import { securityHeaders } from '../forwarding/security-headers.js';
import { DomainError } from '@shared/errors';

/** Without sign-in the product answers under loopback names, and those it was told, so that DNS rebinding finds nobody home. */
export class HostNotAllowed extends DomainError {
  readonly code = 'host_not_allowed';
  readonly kind = 'forbidden';
  constructor() {
    super(
      'Without sign-in this product answers only at localhost, 127.0.0.1 or [::1], and under the names of ANONYMOUS_HOSTS; open it under one of these.',
    );
  }
}

/** Another web page tries to speak for the user. */
export class OriginNotAllowed extends DomainError {
  readonly code = 'origin_not_allowed';
  readonly kind = 'forbidden';
  constructor() {
    super('A page of another origin may not call this product; open the product itself, or call it from a program.');
  }
}

const LOOPBACK_HOST = /^(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/i;
/** Probes come under a pod's address; these answers tell nothing. */
const PROBES = new Set(['/health/live', '/health/ready']);

/** What of a request decides whether the door opens. */
export interface Knock {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** Whom the door opens for. */
export interface DoorRules {
  /** Address of the issuer that people sign in with; undefined: nobody does, and the door opens on this machine only. */
  readonly issuer: string | undefined;
  /** Origins beside our own whose pages may come in. */
  readonly corsOrigins: readonly string[];
  /** Names, in lower case and without a port, that open beside loopback's while nobody signs in. */
  readonly anonymousHosts: readonly string[];
}
const ANONYMOUS: DoorRules = { issuer: undefined, corsOrigins: [], anonymousHosts: [] };

/** @throws {HostNotAllowed | OriginNotAllowed} */
export function checkDoor(
  { method, path, headers }: Knock,
  { issuer, corsOrigins, anonymousHosts }: DoorRules = ANONYMOUS,
): void {
  if (PROBES.has(path)) return;
  const host = String(headers['host'] ?? '');
  if (issuer === undefined && !LOOPBACK_HOST.test(host) && !isNamed(host, anonymousHosts)) throw new HostNotAllowed();

  const origin = headers['origin'];
  if (origin !== undefined) {
    if (corsOrigins.includes(String(origin))) return;
    if (!isSameOrigin(String(origin), host)) throw new OriginNotAllowed();
  }

  // Browsers say so themselves where they send no Origin, as for images; following a link is fine.
  const site = headers['sec-fetch-site'];
  const isNavigation =
    method === 'GET' && headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';
  if ((site === 'cross-site' || site === 'same-site') && !isNavigation) throw new OriginNotAllowed();
}

const isNamed = (host: string, names: readonly string[]): boolean =>
  names.includes(host.toLowerCase().replace(/:\d{1,5}$/, ''));

/** The scheme is not compared: behind a proxy that ends TLS we see http where the browser saw https. */
function isSameOrigin(origin: string, host: string): boolean {
  return (
    URL.canParse(origin) && /^https?:$/.test(new URL(origin).protocol) && new URL(origin).host === host.toLowerCase()
  );
}

const hostsNamedBy = ({ rawHeaders }: IncomingMessage): number =>
  rawHeaders.filter((name, i) => i % 2 === 0 && name.toLowerCase() === 'host').length;

/** Puts the door in front of every route, static files and unknown addresses included. */
export function hangDoor(fastify: FastifyInstance, rules: DoorRules): void {
  const answered = securityHeaders(rules.issuer);
  fastify.addHook('onRequest', async (request, reply) => {
    const { method, url, headers } = request;
    void reply.headers(answered);
    // Whom it is for, two readers could understand differently (RFC 9112, 3.2); Node takes the first.
    if (hostsNamedBy(request.raw) > 1) throw new BadRequestException();
    checkDoor({ method, path: url.split('?', 1)[0] ?? '', headers }, rules);
    return answerCors(request, reply, rules.corsOrigins) ? reply : undefined;
  });
}
