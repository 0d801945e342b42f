import type { Fact } from '../documents/facts.js';
import type { OrderClause } from '../odata/order-by.js';
import type { IndexFile } from '../store/index-file.js';
import { factColumn } from '../store/names.js';
import type { Hit } from './hit.js';

/** Sorts hits by an `$orderby`. Missing values come first upwards and last downwards; of equals the order stays. */
export function ordered(file: IndexFile, hits: readonly Hit[], clauses: readonly OrderClause[]): readonly Hit[] {
  if (clauses.length === 0) return hits;
  const columns = clauses.map(({ path }) => (path === undefined ? 'NULL' : factColumn(path)));
  const named = columns.map((column, at) => `${column} AS v${at}`).join(', ');
  const sql = `SELECT id, ${named} FROM facts WHERE id IN (SELECT value FROM json_each(?))`;
  const rows = new Map(
    file.db
      .prepare(sql)
      .all(JSON.stringify(hits.map(({ id }) => id)))
      .map((row) => [Number(row.id), row]),
  );
  const valueOf = (hit: Hit, at: number): Fact =>
    clauses[at]?.path === undefined ? hit.score : factIn(rows.get(hit.id)?.[`v${at}`]);
  return hits.toSorted((one, other) => {
    for (const [at, { isDescending }] of clauses.entries()) {
      const order = compared(valueOf(one, at), valueOf(other, at));
      if (order !== 0) return isDescending ? -order : order;
    }
    return 0;
  });
}

const factIn = (value: unknown): Fact => (typeof value === 'number' || typeof value === 'string' ? value : null);

function compared(one: Fact, other: Fact): number {
  if (one === other) return 0;
  if (one === null) return -1;
  if (other === null) return 1;
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  return one < other ? -1 : 1;
}
