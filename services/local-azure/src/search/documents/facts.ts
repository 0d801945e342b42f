import type { Json } from '../json.js';

/** A value as SQLite keeps it for filters and sorting. */
export type Fact = string | number | null;

/**
 * What filters and sorting see of a value: dates are milliseconds since 1970, truth is 1 or 0.
 *
 * @param type the type of one value, such as `Edm.Int32`.
 * @returns undefined where the value is not of the type.
 */
export function factOf(type: string, value: Json): Fact | undefined {
  if (value === null) return null;
  switch (type) {
    case 'Edm.String':
      return typeof value === 'string' ? value : undefined;
    case 'Edm.Boolean':
      return typeof value === 'boolean' ? Number(value) : undefined;
    case 'Edm.DateTimeOffset':
      return typeof value === 'string' ? dateOf(value) : undefined;
    default:
      return numberOf(value);
  }
}

function dateOf(text: string): number | undefined {
  const ms = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(ms) ? undefined : ms;
}

/** JSON has no infinity: the service writes it as a string. */
function numberOf(value: Json): number | undefined {
  if (typeof value === 'number') return value;
  return value === 'INF' ? Infinity : value === '-INF' ? -Infinity : undefined;
}
