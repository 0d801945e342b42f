import { z } from 'zod';
import { routeTable } from '../routing/route-table.js';
import { openApi } from './openapi.js';

const parameterSchema = z.object({
  name: z.string(),
  in: z.enum(['path', 'query', 'header']),
  required: z.boolean(),
  schema: z.object({}),
});
const contentSchema = z.record(z.string(), z.object({ schema: z.looseObject({}) }));
const operationSchema = z.object({
  operationId: z.string().regex(/^[a-z]\w+$/),
  tags: z.array(z.string()).length(1),
  summary: z.string().regex(/\.$/),
  parameters: z.array(parameterSchema).optional(),
  requestBody: z.object({ required: z.literal(true), content: contentSchema }).optional(),
  responses: z.record(
    z.string().regex(/^([1-5]\d\d|default)$/),
    z.object({ description: z.string().min(1), content: contentSchema.optional() }),
  ),
});
const documentSchema = z.object({
  paths: z.record(
    z.string().startsWith('/'),
    z.record(z.string().regex(/^(get|post|put|patch|delete)$/), operationSchema),
  ),
  components: z.object({ schemas: z.record(z.string().regex(/^[A-Z]\w+$/), z.looseObject({})) }),
});

describe(openApi.name, () => {
  const description = openApi(routeTable);
  const { paths, components } = documentSchema.parse(description);
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );

  it('is OpenAPI 3.1 with a licence and a server', () => {
    expect(description).toMatchObject({
      openapi: '3.1.0',
      info: { license: { identifier: 'MIT' } },
      servers: [{ url: '/' }],
    });
  });

  it('names every operation once', () => {
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(routeTable.length);
  });

  it.each(operations)('declares the ids in the address of $method $path', ({ path, operation }) => {
    const inPath = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path');
    expect(inPath.map(({ name }) => `{${name}}`)).toEqual(path.match(/\{\w+\}/g) ?? []);
    expect(inPath.every(({ required }) => required)).toBe(true);
  });

  it('tells for every operation what an error looks like', () => {
    for (const { operation } of operations) {
      expect(operation.responses['default']?.content).toEqual(
        operation.tags[0] === 'openai'
          ? { 'application/json': { schema: { $ref: '#/components/schemas/OpenAiError' } } }
          : { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      );
    }
  });

  it('refers only to schemas that are there, and keeps none that nobody refers to', () => {
    const referred = Array.from(
      JSON.stringify(description).matchAll(/"\$ref":"([^"]+)"/g),
      ([, target]) => target ?? '',
    );
    expect(new Set(referred)).toEqual(
      new Set(Object.keys(components.schemas).map((name) => `#/components/schemas/${name}`)),
    );
  });

  it.each(Object.entries(components.schemas))('writes %s as JSON Schema that means something', (_, schema) => {
    const defs = Object.fromEntries(Object.entries(components.schemas));
    const whole = JSON.parse(
      JSON.stringify({ ...schema, $defs: defs }).replaceAll('#/components/schemas/', '#/$defs/'),
    ) as z.core.JSONSchema.JSONSchema;
    expect(() => z.fromJSONSchema(whole)).not.toThrow();
  });

  it('tells clients to expect more fields in answers, and not to send more', () => {
    expect(components.schemas['Document']).not.toHaveProperty('additionalProperties');
    expect(components.schemas['SearchBody']).toMatchObject({ additionalProperties: false, required: ['query'] });
  });

  it('lists the query of a listing with its default and limits', () => {
    const listing = operations.find(({ path, method }) => path === '/api/documents' && method === 'get');
    expect(listing?.operation.parameters).toEqual([
      expect.objectContaining({ name: 'limit', in: 'query', required: false }),
      expect.objectContaining({ name: 'cursor', in: 'query', required: false }),
      expect.objectContaining({ name: 'tag', in: 'query', required: false }),
    ]);
  });

  it('says that an upload is a form with files', () => {
    const upload = operations.find(({ path, method }) => path === '/api/documents' && method === 'post');
    expect(upload?.operation.requestBody?.content).toMatchObject({
      'multipart/form-data': { schema: { required: ['file'] } },
    });
  });

  it('offers an Idempotency-Key where an upload is sent, and only there', () => {
    const taking = operations.filter(({ operation }) =>
      operation.parameters?.some((parameter) => parameter.in === 'header' && parameter.name === 'Idempotency-Key'),
    );

    expect(taking.map(({ method, path }) => `${method} ${path}`).toSorted()).toEqual([
      'post /api/documents',
      'put /api/documents/{documentId}/content',
    ]);
  });
});
