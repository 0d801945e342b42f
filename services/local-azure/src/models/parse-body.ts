import type { z } from 'zod';
import { badRequest } from './model-error.js';

type Path = readonly PropertyKey[];

/** Holds a body to its schema. @throws {ModelError} 400 naming the first field that does not fit, without its value. */
export function parseBody<Schema extends z.ZodType>(schema: Schema, body: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(body ?? {});
  if (parsed.success) return parsed.data;
  const [{ path, message, code } = { path: [], message: 'it does not fit', code: 'custom' }] = parsed.error.issues;
  const param = nameOf(path);
  if (param !== '' && valueAt(body, path) === undefined) {
    throw badRequest(param, `Missing required parameter: '${param}'.`, 'missing_required_parameter');
  }
  const kind = code === 'invalid_type' ? 'invalid_type' : 'invalid_value';
  throw badRequest(param || null, `Invalid value for '${param}': ${message}.`, kind);
}

/** `messages[0].role` */
function nameOf(path: Path): string {
  const parts = path.map((key, at) => (typeof key === 'number' ? `[${key}]` : `${at === 0 ? '' : '.'}${String(key)}`));
  return parts.join('');
}

function valueAt(body: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, key) => {
    if (typeof value !== 'object' || value === null) return undefined;
    return (value as Readonly<Record<PropertyKey, unknown>>)[key];
  }, body);
}
