import { MAX_TAG_CHARS, MAX_TAGS, openAiErrorSchema, problemSchema } from '@shared/contracts';
import { z } from 'zod';
import type { Answer, PublicRoute } from '../routing/public-route.js';
import { SchemaBook } from './schema-book.js';

type Json = Record<string, unknown>;

/** The form of an upload; `file` may be there several times. */
const UPLOAD_FORM: Json = {
  type: 'object',
  required: ['file'],
  properties: {
    file: { type: 'array', minItems: 1, items: { type: 'string', contentMediaType: 'application/octet-stream' } },
    title: { type: 'string', maxLength: 300 },
    visibleTo: { type: 'array', items: { type: 'string' } },
    tags: { type: 'array', maxItems: MAX_TAGS, items: { type: 'string', minLength: 1, maxLength: MAX_TAG_CHARS } },
  },
};

/** The form of a transcription; what else the model takes goes on to it. */
const AUDIO_FORM: Json = {
  type: 'object',
  required: ['file', 'model'],
  properties: {
    file: { type: 'string', contentMediaType: 'application/octet-stream' },
    model: { type: 'string' },
  },
  additionalProperties: true,
};

/** RFC draft httpapi-idempotency-key-header. */
const IDEMPOTENCY_KEY: Json = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description:
    'A name of your own for this request, for example a UUID. The same key and upload within a day is answered as the first was, with `Idempotency-Replayed: true`; the same key with another upload is refused (409 idempotency_key_reused).',
  schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[!-~]+$' },
};

/** Ways to say who is asking. Where nobody signs in (`AUTH_MODE=none`) none of them is needed. */
const SECURITY_SCHEMES: Json = {
  bearer: {
    type: 'http',
    scheme: 'bearer',
    description: 'An access token of the configured OpenID issuer, or an API key (gw_...).',
  },
  apiKey: { type: 'apiKey', in: 'header', name: 'api-key', description: 'An API key (gw_...).' },
};

const MODEL: Json = { type: 'string', pattern: '^[A-Za-z0-9][A-Za-z0-9_.:@-]{0,199}$' };
const USER_ID: Json = { type: 'string', pattern: '^[A-Za-z0-9_.@-]{1,128}$' };
const ID: Json = { type: 'string', pattern: '^[A-Za-z0-9_-]{8,64}$' };

/** The OpenAPI 3.1 description of a route table. */
export function openApi(routes: readonly PublicRoute[]): Json {
  const book = new SchemaBook();
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operation(route, book) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Groundwork',
      version: '0.1.0',
      description: 'Chat with your own documents. Errors are problem details (RFC 9457) with a stable code.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    tags: [...new Set(routes.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: { schemas: book.schemas(), securitySchemes: SECURITY_SCHEMES },
  };
}

function operation(route: PublicRoute, book: SchemaBook): Json {
  const { tag, summary, body } = route;
  const parameters = [
    ...pathParameters(route.path),
    ...(route.query ? queryParameters(route.query) : []),
    ...(route.idempotent ? [IDEMPOTENCY_KEY] : []),
  ];
  return {
    operationId: operationId(route),
    tags: [tag],
    summary,
    security: route.access === 'open' ? [] : [{ bearer: [] }, { apiKey: [] }],
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(body ? { requestBody: requestBody(body, book) } : {}),
    responses: {
      ...Object.fromEntries(Object.entries(route.answers).map(([status, answer]) => [status, response(answer, book)])),
      default: {
        description: 'What went wrong, and what to do.',
        content:
          tag === 'openai'
            ? { 'application/json': { schema: book.refer(openAiErrorSchema, 'output') } }
            : { 'application/problem+json': { schema: book.refer(problemSchema, 'output') } },
      },
    },
  };
}

/** `GET /api/documents/{documentId}/text` is `getApiDocumentsDocumentIdText`. */
function operationId({ method, path }: PublicRoute): string {
  const words = path.match(/\w+/g) ?? [];
  return method.toLowerCase() + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}

const pathParameters = (path: string): Json[] =>
  Array.from(path.matchAll(/\{(\w+)\}/g), ([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: name === 'userId' ? USER_ID : name === 'model' ? MODEL : ID,
  }));

function queryParameters(query: z.ZodObject): Json[] {
  const { properties = {}, required = [] } = z.toJSONSchema(query, { io: 'input', unrepresentable: 'any' });
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
  }));
}

function requestBody(body: NonNullable<PublicRoute['body']>, book: SchemaBook): Json {
  const content =
    'json' in body
      ? { 'application/json': { schema: book.refer(body.json, 'input') } }
      : { 'multipart/form-data': { schema: body.form === 'audio' ? AUDIO_FORM : UPLOAD_FORM } };
  return { required: true, content };
}

function response({ description, schema, mediaType }: Answer, book: SchemaBook): Json {
  const json = schema ? { 'application/json': { schema: book.refer(schema, 'output') } } : {};
  const other = mediaType ? { [mediaType]: { schema: { type: 'string' } } } : {};
  return { description, ...(schema || mediaType ? { content: { ...json, ...other } } : {}) };
}
