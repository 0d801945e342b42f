import Fastify, { type FastifyInstance, type FastifyPluginAsync } from 'fastify';
import { contentSafetyRoutes } from '../content-safety/content-safety.routes.js';
import { documentIntelligenceRoutes } from '../document-intelligence/document-intelligence.routes.js';
import type { FaultDesk } from '../faults/fault-desk.js';
import { modelRoutes } from '../models/model.routes.js';
import { serveRealtime } from '../models/realtime/realtime.routes.js';
import { adminRoutes } from './admin.routes.js';

/** Largest request taken, bytes. AI Search takes 16 MB batches and has to be able to say so itself. */
const MAX_BODY_BYTES = 64 * 1024 * 1024;

export interface ServerOptions {
  readonly apiKey: string;
  readonly faults: FaultDesk;
  /** Routes of AI Search. Absent where a test needs models only. */
  readonly search?: FastifyPluginAsync;
}

/** Everything of local Azure that speaks HTTP here, not yet listening: models, AI Search, Content Safety, Document Intelligence, knobs, health. */
export function buildServer({ apiKey, faults, search }: ServerOptions): FastifyInstance {
  const app = Fastify({
    bodyLimit: MAX_BODY_BYTES,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 2_000 },
  });

  app.addHook('onRequest', async (request, reply) => {
    reply.raw.once('close', () => {
      if (!reply.raw.writableFinished) faults.ledger.closedEarly(request.raw.headers);
    });
  });
  app.get('/', async () => ({ message: BANNER }));
  app.get('/health/live', async () => ({ status: 'ok' }));
  app.get('/health/ready', async () => ({ status: 'ok' }));
  app.register(adminRoutes(faults));
  app.register(modelRoutes({ apiKey, faults }));
  serveRealtime(app, { apiKey, faults });
  app.register(contentSafetyRoutes({ apiKey, faults }));
  app.register(documentIntelligenceRoutes({ apiKey, faults }));
  if (search) app.register(search);
  return app;
}

/** What this is, said at start and at `/`. */
export const BANNER = 'This is local Azure: emulators for laptops, tests and demos. Not Microsoft Azure.';
