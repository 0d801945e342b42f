/** The HTTP status an Azure SDK error carries, if it is one. */
export function statusOf(error: unknown): number | undefined {
  return error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number'
    ? error.statusCode
    : undefined;
}

/** There is no such row, blob, message, index or document. */
export const isMissing = (error: unknown): boolean => statusOf(error) === 404;

/** It exists already (409), or has changed since it was read (412). */
export const isConflict = (error: unknown): boolean => statusOf(error) === 409 || statusOf(error) === 412;
