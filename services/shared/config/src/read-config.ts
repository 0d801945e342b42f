import { z } from 'zod';

/** The environment does not fit; the message names each bad variable and why, never a value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/**
 * Reads the variables a schema names out of an environment, once, at start.
 *
 * The result is frozen: config is a fact about the process, not a variable. A variable that is set to
 * the empty string counts as not set, because that is what an empty line in an env file or chart means.
 *
 * @throws {ConfigError} naming every bad variable and why it is bad. Values are left out on purpose,
 *   because any of them may be a secret.
 */
export function readConfig<Schema extends z.ZodObject>(
  schema: Schema,
  env: Record<string, string | undefined>,
): Readonly<z.infer<Schema>> {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = schema.safeParse(set);
  if (parsed.success) return Object.freeze(parsed.data);

  const faults = parsed.error.issues.map((issue) => {
    const name = issue.path.join('.');
    return set[name] === undefined ? `${name} is missing` : `${name} is not valid (${reason(issue)})`;
  });
  throw new ConfigError(`Bad environment: ${faults.join('; ')}.`);
}

/** Zod's own messages may quote the input; these cannot. */
function reason(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `expected ${issue.expected}`;
    case 'too_small':
      return `at least ${issue.minimum}`;
    case 'too_big':
      return `at most ${issue.maximum}`;
    case 'invalid_value':
      return `one of ${issue.values.join(', ')}`;
    case 'invalid_format':
      return `expected ${issue.format}`;
    default:
      return issue.code;
  }
}
