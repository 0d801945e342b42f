import type { FastifyPluginAsync, FastifyReply } from 'fastify';
import { BadFault, type Fault, type FaultDesk } from '../faults/fault-desk.js';
import { bringsKey, WRONG_KEY } from '../http/api-key.js';
import { sendServiceHeaders } from '../http/service-headers.js';
import { pagesIn } from './page-ranges.js';
import { API_VERSION, READ_MODEL, ReadOperations } from './read-operation.js';

const HOME = '/documentintelligence/documentModels';
/** Largest file taken, in bytes: above what the product takes by default. The service takes 500 MB. */
const MAX_FILE_BYTES = 128 * 1024 * 1024;
/** Named in `Retry-After` while a reading is under way, in seconds. */
const LOOK_AGAIN_SECONDS = 1;

/** A request that Document Intelligence refuses, with its code. */
class ReadingError extends Error {
  constructor(
    readonly statusCode: number,
    readonly code: string,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
}

interface Analysis {
  readonly Params: { readonly modelId: string };
  readonly Querystring: { readonly pages?: string };
}
interface Result {
  readonly Params: { readonly modelId: string; readonly resultId: string };
}

/**
 * Azure AI Document Intelligence, one model of it: `prebuilt-read` of a PDF sent as bytes or in `base64Source`.
 * What it "reads" is the alternative text of figures: `figure-text.ts`.
 */
export function documentIntelligenceRoutes({
  apiKey,
  faults,
}: {
  apiKey: string;
  faults: FaultDesk;
}): FastifyPluginAsync {
  return async (app) => {
    const operations = new ReadOperations();
    app.addContentTypeParser(['application/octet-stream', 'application/pdf'], { parseAs: 'buffer' }, (_, body, done) =>
      done(null, body),
    );
    app.addHook('onRequest', async (request, reply) => {
      sendServiceHeaders(reply);
      if (!bringsKey(request.raw.headers, apiKey)) return reply.status(401).send(WRONG_KEY);
      if (!new RegExp(`[?&]api-version=${API_VERSION}(&|$)`).test(request.raw.url ?? ''))
        throw new ReadingError(404, 'NotFound', `Resource not found: give the parameter api-version=${API_VERSION}.`);
    });
    app.setErrorHandler(sendError);

    // A double colon is a colon to the router.
    app.post<Analysis>(`${HOME}/:modelId(^[\\w-]+)::analyze`, { bodyLimit: MAX_FILE_BYTES }, async (request, reply) => {
      await act(faults.next('document-intelligence', 'analyze', request.raw.headers));
      const { pages } = request.query;
      if (request.params.modelId !== READ_MODEL)
        throw new ReadingError(404, 'ModelNotFound', `This emulator has one model: ${READ_MODEL}.`);
      if (pages !== undefined && pagesIn(pages, 1) === undefined)
        throw invalid('InvalidParameter', 'The parameter pages is invalid: name pages such as 1-3,5.');
      const id = operations.start(fileIn(request.body), pages);
      const at = `http://${request.headers.host ?? ''}${HOME}/${READ_MODEL}/analyzeResults/${id}`;
      return reply
        .status(202)
        .headers({
          'operation-location': `${at}?api-version=${API_VERSION}`,
          'retry-after': String(LOOK_AGAIN_SECONDS),
        })
        .send();
    });

    app.get<Result>(`${HOME}/:modelId/analyzeResults/:resultId`, async (request, reply) => {
      await act(faults.next('document-intelligence', 'result', request.raw.headers));
      const view = operations.view(request.params.resultId);
      if (!view) throw new ReadingError(404, 'NotFound', 'Resource not found.');
      if (view.status === 'running') reply.header('retry-after', String(LOOK_AGAIN_SECONDS));
      return view;
    });

    app.delete<Result>(`${HOME}/:modelId/analyzeResults/:resultId`, async (request, reply) => {
      await act(faults.next('document-intelligence', 'delete-result', request.raw.headers));
      if (!operations.remove(request.params.resultId)) throw new ReadingError(404, 'NotFound', 'Resource not found.');
      return reply.status(204).send();
    });
  };
}

function fileIn(body: unknown): Uint8Array {
  if (body instanceof Uint8Array) return body;
  const isJson = typeof body === 'object' && body !== null && 'base64Source' in body;
  if (!isJson || typeof body.base64Source !== 'string')
    throw invalid('InvalidArgument', 'Send the file as application/octet-stream, or as JSON with base64Source.');
  return Buffer.from(body.base64Source, 'base64');
}

const invalid = (code: string, message: string): ReadingError => new ReadingError(400, code, message);

async function act(fault: Fault | undefined): Promise<void> {
  if (fault?.kind === 'latency') await new Promise((resolve) => setTimeout(resolve, fault.ms));
  if (fault?.kind !== 'status') return;
  const seconds = fault.retryAfterSeconds ?? (fault.retryAfterMs ?? 0) / 1_000;
  throw new ReadingError(
    fault.status,
    fault.status === 429 ? '429' : 'InternalServerError',
    'A test ordered this fault.',
    seconds > 0 ? { 'retry-after': String(Math.ceil(seconds)) } : {},
  );
}

function sendError(error: unknown, _request: unknown, reply: FastifyReply): FastifyReply {
  if (error instanceof ReadingError)
    return reply
      .status(error.statusCode)
      .headers(error.headers)
      .header('x-ms-error-code', error.code)
      .send({ error: { code: error.code, message: error.message } });
  if (error instanceof BadFault)
    return reply.status(error.statusCode).send({ error: { code: error.code, message: error.message } });
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
  return reply.status(status).send({
    error:
      status < 500
        ? { code: 'InvalidRequest', message: 'The body cannot be read: send the file, or JSON with base64Source.' }
        : { code: 'InternalServerError', message: 'An unexpected error occurred.' },
  });
}
