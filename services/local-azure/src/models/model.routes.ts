import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { BadFault, type FaultDesk } from '../faults/fault-desk.js';
import { bringsKey, WRONG_KEY } from '../http/api-key.js';
import { sendServiceHeaders } from '../http/service-headers.js';
import { audioRoutes, pathDeployment } from './audio/audio.routes.js';
import { chatRoutes } from './chat/chat.routes.js';
import { DEPLOYMENTS } from './deployments.js';
import { embeddingRoutes } from './embedding/embedding.routes.js';
import { badRequest, ModelError } from './model-error.js';
import { Cut } from './pacing.js';
import { RequestAllowance } from './request-allowance.js';
import { responsesRoutes } from './responses/responses.routes.js';

export interface ModelRoutesOptions {
  readonly apiKey: string;
  readonly faults: FaultDesk;
}

/**
 * Azure OpenAI's v1 API at `/openai/v1`, the same at `/v1` for clients that know OpenAI's own paths only, and the classic
 * paths with a version and the deployment in them.
 */
export function modelRoutes(options: ModelRoutesOptions): FastifyPluginAsync {
  return async (app) => {
    await app.register(v1Routes(options), { prefix: '/openai/v1' });
    await app.register(v1Routes(options), { prefix: '/v1' });
    await app.register(classicRoutes(options), { prefix: '/openai/deployments/:deployment' });
    await app.register(classicRoutes(options), { prefix: '/openai' });
  };
}

function v1Routes({ apiKey, faults }: ModelRoutesOptions): FastifyPluginAsync {
  const allowance = new RequestAllowance();
  return async (app) => {
    app.addHook('onRequest', async (request, reply) => {
      sendServiceHeaders(reply);
      if (!bringsKey(request.raw.headers, apiKey)) return reply.status(401).send(WRONG_KEY);
      reply.headers(allowance.spend(Date.now()));
    });
    app.setErrorHandler(sendError);
    app.setNotFoundHandler((_, reply) =>
      reply.status(404).send({ error: { code: '404', message: 'Resource not found' } }),
    );

    app.get('/models', async () => ({ object: 'list', data: DEPLOYMENTS.map(modelObject) }));
    app.get<{ Params: { id: string } }>('/models/:id', async ({ params }) => {
      const found = DEPLOYMENTS.find(({ id }) => id === params.id);
      if (found === undefined)
        throw new ModelError(404, 'model_not_found', 'There is no such model. GET /openai/v1/models lists them.');
      return modelObject(found);
    });
    await app.register(chatRoutes(faults));
    await app.register(responsesRoutes(faults));
    await app.register(embeddingRoutes(faults));
    await app.register(audioRoutes(faults));
  };
}

/** The same operations, where the address names the deployment and every call its version. */
function classicRoutes(options: ModelRoutesOptions): FastifyPluginAsync {
  return async (app) => {
    app.addHook('preHandler', async (request, reply) => {
      const { 'api-version': version } = request.query as { 'api-version'?: string };
      if (version === undefined)
        return reply.status(404).send({ error: { code: '404', message: 'Resource not found' } });
      const deployment = pathDeployment(request);
      if (deployment !== '' && isJsonObject(request.body)) request.body = { ...request.body, model: deployment };
      return undefined;
    });
    await app.register(v1Routes(options));
  };
}

const isJsonObject = (body: unknown): body is object =>
  typeof body === 'object' && body !== null && Object.getPrototypeOf(body) === Object.prototype;

/** `created` is the day these rules were written, Unix seconds: 2026-11-21. */
const modelObject = ({ id, task }: (typeof DEPLOYMENTS)[number]): object => ({
  id,
  object: 'model',
  created: 1_795_219_200,
  owned_by: 'local-azure',
  capabilities: {
    chat_completion: task === 'chat',
    embeddings: task === 'embeddings',
    audio_transcriptions: task === 'transcription',
    audio_speech: task === 'speech',
    realtime: task === 'realtime',
  },
});

function sendError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (error instanceof Cut || reply.raw.destroyed) {
    request.raw.socket.destroy();
    return reply.hijack();
  }
  const known = error instanceof ModelError ? error : asModelError(error);
  return reply
    .status(known.statusCode)
    .headers(known.details.headers ?? {})
    .send(known.toBody());
}

/** What Fastify or a wrong fault header has to say, in OpenAI's shape; what nobody foresaw keeps its text to itself. */
function asModelError(error: unknown): ModelError {
  if (error instanceof BadFault) return badRequest('x-groundwork-fault', error.message, error.code);
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
  if (status === 413)
    return new ModelError(
      413,
      'request_too_large',
      'The request body is too large. Send less text, or fewer inputs at once.',
    );
  if (status >= 400 && status < 500)
    return badRequest(null, 'We could not parse the JSON body of your request. Send valid JSON as application/json.');
  return new ModelError(500, 'InternalServerError', 'The server had an error while processing your request.');
}
