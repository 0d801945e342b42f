import type { z } from 'zod';
import { badRequest } from './model-error.js';

/** Holds a body to its schema. @throws {ModelError} 400 naming the first field that does not fit, without its value. */
export function parseBody<Schema extends z.ZodType>(schema: Schema, body: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(body ?? {});
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const param =
    issue?.path
      .map((key, at) => (typeof key === 'number' ? `[${key}]` : at === 0 ? String(key) : `.${String(key)}`))
      .join('') ?? '';
  const isMissing = issue?.code === 'invalid_type' && issue.input === undefined && /undefined/.test(issue.message);
  if (isMissing)
    throw badRequest(param || null, `Missing required parameter: '${param}'.`, 'missing_required_parameter');
  const code = issue?.code === 'invalid_type' ? 'invalid_type' : 'invalid_value';
  throw badRequest(param || null, `Invalid value for '${param}': ${issue?.message ?? 'it does not fit'}.`, code);
}
