/** Most actions of one call; the service's rule. */
export const MAX_ACTIONS = 1_000;
/**
 * Most bytes of one call. The service takes 16 MB; half a megabyte is a dozen passages with vectors of 3,072 numbers,
 * turned into JSON within a few milliseconds on the thread that also answers requests.
 */
export const MAX_BYTES = 512 * 1024;

/** Bytes that one number of a vector takes as JSON, at most: sign, zero, point, eight decimals, comma, and one to spare. */
const BYTES_A_NUMBER = 13;
/** Bytes for names and small fields of a row. */
const BYTES_A_ROW = 1_024;

/** Rows in batches that one call takes. A single row larger than that goes alone: the service says what it thinks of it. */
export function batchesOf<Row extends object>(rows: readonly Row[]): Row[][] {
  const batches: Row[][] = [];
  let bytes = Infinity;
  for (const row of rows) {
    const size = sizeOf(row);
    const last = batches.at(-1);
    if (last && last.length < MAX_ACTIONS && bytes + size <= MAX_BYTES) {
      last.push(row);
      bytes += size;
    } else {
      batches.push([row]);
      bytes = size;
    }
  }
  return batches;
}

/** An upper bound of a row's JSON, in bytes, without making it. */
function sizeOf(row: object): number {
  return Object.values(row).reduce((sum: number, value: unknown) => {
    if (typeof value === 'string') return sum + value.length * 6;
    if (Array.isArray(value)) return sum + value.length * (typeof value[0] === 'number' ? BYTES_A_NUMBER : 900);
    return sum;
  }, BYTES_A_ROW);
}
