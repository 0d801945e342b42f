import type { FastifyPluginAsync, FastifyReply } from 'fastify';
import { z } from 'zod';
import { BadFault, type Fault, type FaultDesk } from '../faults/fault-desk.js';
import { bringsKey, WRONG_KEY } from '../http/api-key.js';
import { sendServiceHeaders } from '../http/service-headers.js';
import { looksLikeAttack } from './attack.js';
import { CATEGORIES, severityOf } from './severity.js';

/** Limits of the service, in code points and documents. */
const MAX_TEXT_CHARS = 10_000;
const MAX_DOCUMENTS = 5;

const analyzeBody = z.object({
  text: z.string(),
  categories: z.array(z.enum(CATEGORIES)).min(1).optional(),
  blocklistNames: z.array(z.string()).optional(),
  haltOnBlocklistHit: z.boolean().optional(),
  outputType: z.enum(['FourSeverityLevels', 'EightSeverityLevels']).optional(),
});
const shieldBody = z.object({ userPrompt: z.string().optional(), documents: z.array(z.string()).optional() });

/** A request that Content Safety refuses, with its code. */
class SafetyError extends Error {
  constructor(
    readonly statusCode: number,
    readonly code: string,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
}

/**
 * Azure AI Content Safety, two routes of it: `text:analyze` and `text:shieldPrompt`. Word lists and patterns stand in
 * for the models, so it finds what is said outright and nothing else.
 */
export function contentSafetyRoutes({ apiKey, faults }: { apiKey: string; faults: FaultDesk }): FastifyPluginAsync {
  return async (app) => {
    app.addHook('onRequest', async (request, reply) => {
      sendServiceHeaders(reply);
      if (!bringsKey(request.raw.headers, apiKey)) return reply.status(401).send(WRONG_KEY);
      if (!/[?&]api-version=\d{4}-\d{2}-\d{2}/.test(request.raw.url ?? '')) {
        throw new SafetyError(
          404,
          'NotFound',
          'Resource not found: give the api-version parameter, such as api-version=2024-09-01.',
        );
      }
    });
    app.setErrorHandler(sendError);

    // A double colon is a colon to the router.
    app.post('/contentsafety/text::analyze', async (request) => {
      await act(faults.next('content-safety', 'analyze', request.raw.headers));
      const { text, categories = CATEGORIES } = parse(analyzeBody, request.body);
      if (charsIn(text) === 0) throw invalid('The text field is required: send at least one character.');
      if (charsIn(text) > MAX_TEXT_CHARS) throw tooLong('text');
      return {
        blocklistsMatch: [],
        categoriesAnalysis: categories.map((category) => ({ category, severity: severityOf(category, text) })),
      };
    });

    app.post('/contentsafety/text::shieldPrompt', async (request) => {
      await act(faults.next('content-safety', 'shieldPrompt', request.raw.headers));
      const { userPrompt = '', documents = [] } = parse(shieldBody, request.body);
      if (userPrompt === '' && documents.length === 0) throw invalid('Send a userPrompt, documents, or both.');
      if (charsIn(userPrompt) > MAX_TEXT_CHARS) throw tooLong('userPrompt');
      if (documents.length > MAX_DOCUMENTS)
        throw invalid(`At most ${MAX_DOCUMENTS} documents are taken at once. Send the others in another call.`);
      if (documents.reduce((sum, text) => sum + charsIn(text), 0) > MAX_TEXT_CHARS) throw tooLong('documents together');
      return {
        userPromptAnalysis: { attackDetected: looksLikeAttack(userPrompt) },
        documentsAnalysis: documents.map((text) => ({ attackDetected: looksLikeAttack(text) })),
      };
    });
  };
}

const charsIn = (text: string): number => Array.from(text).length;
const invalid = (message: string): SafetyError => new SafetyError(400, 'InvalidRequestBody', message);
const tooLong = (what: string): SafetyError =>
  invalid(`The length of ${what} exceeds ${MAX_TEXT_CHARS} characters. Split it over several calls.`);

function parse<Schema extends z.ZodType>(schema: Schema, body: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(body ?? {});
  if (parsed.success) return parsed.data;
  throw invalid(parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '));
}

async function act(fault: Fault | undefined): Promise<void> {
  if (fault?.kind === 'latency') await new Promise((resolve) => setTimeout(resolve, fault.ms));
  if (fault?.kind !== 'status') return;
  const seconds =
    fault.retryAfterSeconds ?? (fault.retryAfterMs === undefined ? undefined : Math.ceil(fault.retryAfterMs / 1_000));
  const headers = seconds === undefined ? {} : { 'retry-after': String(seconds) };
  throw new SafetyError(
    fault.status,
    fault.status === 429 ? 'TooManyRequests' : 'InternalServerError',
    'A test ordered this fault.',
    headers,
  );
}

function sendError(error: unknown, _request: unknown, reply: FastifyReply): FastifyReply {
  if (error instanceof SafetyError) {
    return reply
      .status(error.statusCode)
      .headers(error.headers)
      .header('x-ms-error-code', error.code)
      .send({ error: { code: error.code, message: error.message } });
  }
  if (error instanceof BadFault)
    return reply.status(error.statusCode).send({ error: { code: error.code, message: error.message } });
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
  const code = status < 500 ? 'InvalidRequestBody' : 'InternalServerError';
  return reply.status(status).send({
    error: {
      code,
      message: status < 500 ? 'The body cannot be read: send JSON as application/json.' : 'Internal error',
    },
  });
}
