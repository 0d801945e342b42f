import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { HttpException, type DynamicModule, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Logger } from 'nestjs-pino';
import type { IncomingMessage } from 'node:http';
import { PROBLEM_FACE, toProblem, type ErrorFace } from './problem.js';
import { ProblemFilter } from './problem.filter.js';
import { refuseMalformed } from './malformed-request.js';
import { logRequests } from './request-log.js';
import { SchemaPipe } from './schema.pipe.js';

/** The header that ties the logs and answers of one request together. */
export const CORRELATION_HEADER = 'x-correlation-id';

const WELL_FORMED_ID = /^[A-Za-z0-9_-]{8,64}$/;

export interface ServeOptions {
  host: string;
  /** 0 lets the system choose. */
  port: number;
  /** Largest JSON body, in bytes. Default 1 MiB. */
  bodyLimitBytes?: number;
  /** Hand bodies of every content type to the handlers as the raw stream, unparsed and uncapped. Default false. */
  streamBodies?: boolean;
  /** Longest wait for open requests at shutdown, in seconds; then their connections are cut. Default 110. */
  drainMaxSeconds?: number;
  /** Time a client has for its request line and headers, in milliseconds. Default {@link HEADERS_TIMEOUT_MS}. */
  headersTimeoutMs?: number;
  /** How errors of an address look. Default: as problem details. */
  errorFace?: (url: string) => ErrorFace;
  /** Called before listening: Fastify plugins, extra hooks. */
  prepare?: (app: NestFastifyApplication) => Promise<void> | void;
}

/** Time a client has for its request line and headers, in milliseconds: what a slow phone needs, far below what slow-loris wants. */
const HEADERS_TIMEOUT_MS = 20_000;
/** How often connections are looked at for it, as a part of that time: Node's own 30 s would more than double it. */
const CHECKS_IN_HEADERS_TIMEOUT = 4;
/** Most bytes of a request line and headers together: two of the largest tokens that Entra ID makes. */
const MAX_HEADER_BYTES = 16_384;
/** Time a client has for a whole request, in milliseconds: 100 MiB over a line of 0.25 Mbit/s. */
const REQUEST_TIMEOUT_MS = 3_600_000;
/** Idle time of a kept connection, in milliseconds: above the 60 s of common load balancers, so that they close first. */
const KEEP_ALIVE_MS = 75_000;
/** Longest answer (100 s) with some slack, in seconds; design section 7, "Drain". */
const DRAIN_MAX_SECONDS = 110;

/** A correlation id from outside is taken when it is well-formed; otherwise one is made. */
export function correlationIdOf(request: IncomingMessage): string {
  const given = request.headers[CORRELATION_HEADER];
  return typeof given === 'string' && WELL_FORMED_ID.test(given) ? given : randomUUID();
}

/** Builds a service of ours: Fastify, problem+json errors, checked parameters, correlation ids, orderly shutdown. */
export async function createService(
  module: Type | DynamicModule,
  options: Omit<ServeOptions, 'host' | 'port'> = {},
): Promise<NestFastifyApplication> {
  const headersTimeout = options.headersTimeoutMs ?? HEADERS_TIMEOUT_MS;
  const faceOf = options.errorFace ?? (() => PROBLEM_FACE);
  const adapter = new FastifyAdapter({
    genReqId: correlationIdOf,
    bodyLimit: options.bodyLimitBytes ?? 1024 * 1024,
    // Open streams end by themselves while draining; idle keep-alive sockets must not hold up the exit.
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 256 },
    http: {
      headersTimeout,
      connectionsCheckingInterval: headersTimeout / CHECKS_IN_HEADERS_TIMEOUT,
      maxHeaderSize: MAX_HEADER_BYTES,
      // What two readers may take for two different requests is none (RFC 9112, 11.2).
      insecureHTTPParser: false,
    },
    clientErrorHandler: refuseMalformed,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    // An address that is none ends before any filter of ours.
    frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
      const problem = toProblem(new HttpException(error.code, error.statusCode ?? 400), request.id);
      const face = faceOf(request.url);
      void reply
        .status(problem.status)
        .header(CORRELATION_HEADER, request.id)
        .type(face.mediaType)
        .send(JSON.stringify(face.body(problem)));
    },
  });
  if (options.streamBodies) takeBodiesAsStreams(adapter.getInstance());
  adapter.getInstance().addHook('onRequest', async (request, reply) => {
    reply.header(CORRELATION_HEADER, request.id);
  });
  logRequests(adapter.getInstance());
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    // Nest's own logger would print a stack where a start fails; `runMain` says it in one sentence.
    logger: false,
    abortOnError: false,
    bodyParser: !options.streamBodies,
  });
  app.useLogger(app.get(Logger));
  app.useGlobalFilters(new ProblemFilter(faceOf));
  app.useGlobalPipes(new SchemaPipe());
  app.enableShutdownHooks();
  limitDrain(app, (options.drainMaxSeconds ?? DRAIN_MAX_SECONDS) * 1000);
  await options.prepare?.(app);
  return app;
}

/** Instead of parsing a body, hands its stream to the handler. */
function takeBodiesAsStreams(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
}

/** Once closing has begun, open requests have `maxMs` left to end by themselves. */
function limitDrain(app: NestFastifyApplication, maxMs: number): void {
  const server = app.getHttpServer();
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('preClose', async () => {
      setTimeout(() => server.closeAllConnections(), maxMs).unref();
    });
}

/** Starts a service and answers with its address, for example `http://127.0.0.1:8081`. */
export async function serve(
  module: Type | DynamicModule,
  options: ServeOptions,
): Promise<{ app: NestFastifyApplication; url: string }> {
  const app = await createService(module, options);
  await app.listen(options.port, options.host);
  const { port } = app.getHttpServer().address() as AddressInfo;
  return { app, url: `http://${options.host.includes(':') ? `[${options.host}]` : options.host}:${port}` };
}

/** Runs `main`, and ends the process with one clear sentence instead of a stack when it cannot start. */
export async function runMain(name: string, main: () => Promise<void>): Promise<void> {
  try {
    await main();
  } catch (error) {
    process.stderr.write(`${name} cannot start: ${sentence(error)}\n`);
    process.exit(1);
  }
}

function sentence(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown fault';
  if ('code' in error && error.code === 'EADDRINUSE') {
    return `its port is already taken (${error.message}); stop the other program or choose another port.`;
  }
  return error.message;
}
