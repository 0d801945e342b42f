/**
 * The `code` of what Node threw, for example `ENOENT`; undefined if it has none.
 *
 * Not by `instanceof Error`: Node's own errors come from another realm wherever code runs in a VM context, as in Jest.
 */
export const codeOf = (error: unknown): string | undefined =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;
