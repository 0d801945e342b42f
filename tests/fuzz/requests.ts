import fc, { type Arbitrary } from 'fast-check';
import { anyText, valueFor, type Schema, type SchemaBook } from './schema-values.ts';

/** One request to send. */
export interface FuzzRequest {
  /** The route it is made for, as the product describes it: `POST /api/chat`. */
  readonly route: string;
  readonly method: string;
  /** Path and query as they go on the request line. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | undefined;
}

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly schema: Schema;
}
interface Operation {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
}
/** The product's description of itself, as far as requests are made from it. */
export interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: SchemaBook };
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND'];
const MEDIA_TYPES = [
  'application/json',
  'application/json; charset=utf-16',
  'application/x-www-form-urlencoded',
  'multipart/form-data',
  'multipart/form-data; boundary=',
  'text/plain',
  'text/html;;;',
  '*/*',
  '',
];
/** Headers that something on the way may read. Values are of what a client can put on the wire. */
const HEADERS: Readonly<Record<string, readonly string[]>> = {
  accept: ['application/json', 'text/event-stream', '*/*;q=', 'application/json;q=0, */*'],
  authorization: ['Bearer x', 'Bearer', 'Basic eDp4', 'Bearer gw_' + 'x'.repeat(43)],
  'api-key': ['gw_short', ''],
  range: ['bytes=0-', 'bytes=5-2', 'bytes=-0', 'bytes=0-0,2-3', 'lines=1-2', 'bytes=99999999999999999999-'],
  'if-none-match': ['*', '"x"', 'W/', '"'],
  'if-modified-since': ['yesterday', 'Thu, 01 Jan 1970 00:00:00 GMT'],
  'last-event-id': ['1', '-1', '1-' + 'x'.repeat(26), '999999999999-01JD0000000000000000000000'],
  'idempotency-key': ['fuzz', '', 'x'.repeat(300)],
  'x-correlation-id': ['fuzz-1', '<b>', 'x'.repeat(500)],
  'x-screened-by': ['persona', ',,,'],
  'x-http-method-override': ['DELETE'],
  'x-forwarded-for': ['1.2.3.4, ::1'],
  'content-encoding': ['gzip', 'identity', 'br'],
  'accept-encoding': ['gzip, br', 'identity;q=0'],
  'accept-language': ['de', '*'.repeat(50)],
  origin: ['https://elsewhere.example', 'null'],
  'sec-fetch-site': ['cross-site', 'none'],
  traceparent: ['00-0-0-0', '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'],
  upgrade: ['h2c'],
  cookie: ['a=b; a=c', '='],
  expect: ['something'],
};

/** Ids that there are, by parameter, so that requests get past "there is no such". */
export type KnownIds = Readonly<Record<string, readonly string[]>>;

/** Requests to every route of a description, in equal parts. */
export function requestsFor({ paths, components }: Description, known: KnownIds): Arbitrary<FuzzRequest> {
  const routes = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) =>
      requestTo(method.toUpperCase(), path, operation, components.schemas, known),
    ),
  );
  return fc.oneof(...routes);
}

/** The names of all routes of a description. */
export const routesOf = ({ paths }: Description): string[] =>
  Object.entries(paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
  );

function requestTo(
  method: string,
  path: string,
  { parameters = [], requestBody }: Operation,
  book: SchemaBook,
  known: KnownIds,
): Arbitrary<FuzzRequest> {
  const body = requestBody
    ? bodyFor(requestBody.content, book)
    : rarely<Body>(anyBody(), { bytes: undefined, type: undefined });
  return fc
    .record({
      method: fc.oneof(
        { weight: 15, arbitrary: fc.constant(method) },
        { weight: 1, arbitrary: fc.constantFrom(...METHODS) },
      ),
      path: pathFor(path, known),
      query: queryFor(
        parameters.filter((one) => one.in === 'query'),
        book,
      ),
      headers: headersFor(),
      body,
    })
    .map(({ method: used, path: filled, query, headers, body: { bytes, type } }) => ({
      route: `${method} ${path}`,
      method: used,
      target: query === '' ? filled : `${filled}?${query}`,
      headers: { ...headers, ...(type === undefined ? {} : { 'content-type': type }) },
      body: bytes,
    }));
}

const rarely = <T>(arbitrary: Arbitrary<T>, otherwise: T): Arbitrary<T> =>
  fc.oneof({ weight: 1, arbitrary }, { weight: 9, arbitrary: fc.constant(otherwise) });

function pathFor(path: string, known: KnownIds): Arbitrary<string> {
  const steps = path.split('/').map((step) => {
    const name = /^\{(\w+)\}$/.exec(step)?.[1];
    if (name === undefined) return fc.constant(step);
    const ids = known[name] ?? [];
    return fc.oneof(
      { weight: 3, arbitrary: ids.length > 0 ? fc.constantFrom(...ids) : fc.stringMatching(/^[A-Za-z0-9_-]{8,64}$/) },
      { weight: 2, arbitrary: fc.stringMatching(/^[A-Za-z0-9_-]{8,64}$/) },
      { weight: 1, arbitrary: anyText().map(asStep) },
      {
        weight: 1,
        arbitrary: fc.constantFrom('..%2f..', '%2e%2e', '%00', '%', '%zz', '%ff%fe', ';a=b', 'x'.repeat(4_000)),
      },
    );
  });
  const filled = fc.tuple(...steps).map((parts) => parts.join('/'));
  return fc.oneof(
    { weight: 20, arbitrary: filled },
    {
      weight: 1,
      arbitrary: fc
        .tuple(filled, fc.constantFrom('/', '//', '/.', '/../..', '%20', '#x', ';'))
        .map((parts) => parts.join('')),
    },
  );
}

function queryFor(parameters: readonly Parameter[], book: SchemaBook): Arbitrary<string> {
  const named = parameters.map(({ name, schema }) =>
    fc.tuple(fc.constant(name), valueFor(schema, book)).map((pair) => pair),
  );
  const odd = fc.tuple(anyText(), anyText());
  const pairs = fc.array(
    named.length > 0 ? fc.oneof({ weight: 4, arbitrary: fc.oneof(...named) }, { weight: 1, arbitrary: odd }) : odd,
    {
      maxLength: 4,
    },
  );
  const asked = pairs.map((all) => all.map(([name, value]) => `${asStep(name)}=${asStep(String(value))}`).join('&'));
  return fc.oneof(
    { weight: 6, arbitrary: named.length > 0 ? asked : rarely(asked, '') },
    { weight: 1, arbitrary: fc.constantFrom('&&&', '=', '?', '%', 'a[b][c]=d', 'limit=1&limit=2', 'cursor=%FF') },
  );
}

/** As a client writes any text into an address: what cannot be written is left out. */
const asStep = (text: string): string => encodeURIComponent(text.toWellFormed());

function headersFor(): Arbitrary<Record<string, string>> {
  const one = fc
    .constantFrom(...Object.keys(HEADERS))
    .chain((name) => fc.tuple(fc.constant(name), fc.constantFrom(...(HEADERS[name] ?? []))));
  return fc.oneof(
    { weight: 3, arbitrary: fc.constant({}) },
    { weight: 1, arbitrary: fc.array(one, { maxLength: 3 }).map((pairs) => Object.fromEntries(pairs)) },
  );
}

interface Body {
  readonly bytes: Buffer | undefined;
  readonly type: string | undefined;
}

function bodyFor(content: Readonly<Record<string, { readonly schema: Schema }>>, book: SchemaBook): Arbitrary<Body> {
  const fitting = Object.entries(content).map(([type, { schema }]) =>
    type === 'multipart/form-data'
      ? formBody()
      : valueFor(schema, book).map((value): Body => ({ bytes: Buffer.from(JSON.stringify(value) ?? ''), type })),
  );
  return fc.oneof({ weight: 5, arbitrary: fc.oneof(...fitting) }, { weight: 2, arbitrary: anyBody() });
}

/** Bodies that fit nothing. */
function anyBody(): Arbitrary<Body> {
  const json = fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.stringify(value));
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 400 }).map((array) => Buffer.from(array)),
    json.map((text) => Buffer.from(text)),
    json.map((text) => Buffer.from(text.slice(0, Math.max(0, text.length - 1)))),
    fc
      .constantFrom('', '{', '[[[[[', '{"__proto__":{"x":1}}', '{"a":1,"a":2}', `${'['.repeat(5_000)}`, 'null', '"x"')
      .map((text) => Buffer.from(text)),
    fc.constant(Buffer.alloc(70_000, '"')),
  );
  return fc.record({ bytes, type: fc.constantFrom(...MEDIA_TYPES) });
}

/** Uploads: small files of every kind by name, with fields in any order, whole and cut off. */
function formBody(): Arbitrary<Body> {
  const boundary = 'fuzz-boundary';
  const file = fc.record({
    name: fc.constantFrom('file', 'file', 'file', 'other'),
    fileName: fc.oneof(
      fc.constantFrom('a.txt', 'a.pdf', 'a.docx', 'a.html', 'a.csv', 'a', '../a.txt', 'a\u0000.txt'),
      fc.string(),
    ),
    content: fc.oneof(fc.string(), fc.constantFrom('%PDF-1.7\n', 'PK\u0003\u0004', '<html>', 'a,b\n1', '')),
  });
  const field = fc.record({ name: fc.constantFrom('title', 'visibleTo', 'tags', 'x'), value: anyText() });
  const part = fc.oneof(
    file.map(
      ({ name, fileName, content }) =>
        `content-disposition: form-data; name="${name}"; filename="${fileName.replace(/["\r\n]/g, '')}"\r\n\r\n${content}`,
    ),
    field.map(({ name, value }) => `content-disposition: form-data; name="${name}"\r\n\r\n${value}`),
  );
  return fc.tuple(fc.array(part, { maxLength: 4 }), fc.boolean(), fc.nat(40)).map(([parts, isWhole, cut]) => {
    const text = parts.map((one) => `--${boundary}\r\n${one}\r\n`).join('') + `--${boundary}--\r\n`;
    const bytes = Buffer.from(text);
    return {
      bytes: isWhole ? bytes : bytes.subarray(0, Math.max(0, bytes.length - cut)),
      type: `multipart/form-data; boundary=${boundary}`,
    };
  });
}
