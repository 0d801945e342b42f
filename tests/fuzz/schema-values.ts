import fc, { type Arbitrary } from 'fast-check';

/** A JSON schema, as far as requests are made from it. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly pattern?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly minimum?: number;
  readonly maximum?: number;
}
export type SchemaBook = Readonly<Record<string, Schema>>;

/** How deep values nest; schemas may refer to themselves. */
const MAX_DEPTH = 6;

/** Texts that have broken programs before. */
export const NASTY_TEXTS = [
  '',
  ' ',
  '\u0000',
  '\uFEFF',
  '\uD800',
  '\u202Egnp.exe',
  '__proto__',
  'constructor',
  'null',
  'NaN',
  '-0',
  '1e309',
  '9007199254740993',
  "' or 1 eq 1 or '",
  '{{7*7}}${7*7}<%= 7*7 %>',
  '<script>alert(1)</script>',
  '../../../../etc/passwd',
  '%00%0d%0aSet-Cookie:x',
  '2026-02-30T25:61:61Z',
  '\u{1F469}\u200D\u{1F469}\u200D\u{1F467}',
  'a\u0301'.repeat(200),
  'x'.repeat(10_000),
];

/** Any text: plain, nasty, or of any code units. */
export const anyText = (): Arbitrary<string> =>
  fc.oneof(fc.string(), fc.constantFrom(...NASTY_TEXTS), fc.string({ unit: 'binary', maxLength: 60 }));

/** Values that fit a schema, and every so often one that does not. */
export function valueFor(schema: Schema, book: SchemaBook, depth = 0): Arbitrary<unknown> {
  if (depth > MAX_DEPTH) return fc.constant(null);
  return fc.oneof(
    { weight: 12, arbitrary: fitting(schema, book, depth) },
    { weight: 1, arbitrary: fc.oneof(fc.jsonValue({ maxDepth: 2 }), anyText()) },
  );
}

function fitting(schema: Schema, book: SchemaBook, depth: number): Arbitrary<unknown> {
  const named = schema.$ref?.split('/').at(-1);
  if (named !== undefined) return fitting(book[named] ?? {}, book, depth + 1);
  if ('const' in schema) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return fc.oneof(...choices.map((choice) => fitting(choice, book, depth + 1)));
  const [type] = [schema.type].flat();
  switch (type) {
    case 'object':
      return objectFor(schema, book, depth);
    case 'array':
      return fc.array(valueFor(schema.items ?? {}, book, depth + 1), { maxLength: 4 });
    case 'integer':
      return fc.oneof(
        fc.integer({ min: schema.minimum ?? -10, max: Math.max(schema.minimum ?? -10, schema.maximum ?? 1_000) }),
        fc.maxSafeInteger(),
      );
    case 'number':
      return fc.double();
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'string':
      return textFor(schema);
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

function objectFor({ properties = {}, required = [] }: Schema, book: SchemaBook, depth: number): Arbitrary<unknown> {
  const fields = Object.entries(properties).map(([name, schema]) => [name, valueFor(schema, book, depth + 1)] as const);
  const always = required.filter((name) => name in properties);
  const shaped = fc.record(Object.fromEntries(fields), { requiredKeys: always });
  return fc.oneof(
    { weight: 8, arbitrary: shaped },
    { weight: 1, arbitrary: fc.record(Object.fromEntries(fields), { requiredKeys: [] }) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(shaped, fc.dictionary(anyText(), fc.jsonValue({ maxDepth: 1 })))
        .map(([a, b]) => ({ ...a, ...b })),
    },
  );
}

function textFor({ pattern }: Schema): Arbitrary<string> {
  if (pattern === undefined) return anyText();
  try {
    return fc.stringMatching(new RegExp(pattern, 'u'));
  } catch {
    // Not every pattern can be made texts of, such as those with look-behind.
    return anyText();
  }
}
