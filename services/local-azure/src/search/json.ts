/** Anything JSON can hold. */
export type Json = null | boolean | number | string | Json[] | JsonObject;

/** A JSON object; a name that is not there reads as `undefined`. */
export interface JsonObject {
  [name: string]: Json | undefined;
}

/** Whether a value is a JSON object: not null, not a list. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
