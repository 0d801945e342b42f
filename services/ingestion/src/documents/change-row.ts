import type { DocumentRow } from '../ports/document-row.js';
import { RowChanged, type DocumentCatalog, type StoredRow } from '../ports/document-catalog.port.js';
import { DocumentBusy, DocumentMissing } from './document-errors.js';

/** How often a change is tried against a row that others change too. */
const MAX_TRIES = 8;

/**
 * Changes a row as it is at that moment, reading it again when somebody else was faster.
 *
 * @param decide what to change; null for nothing. Called again for every try.
 * @throws {DocumentMissing} if it is gone.
 * @throws {DocumentBusy} if others are always faster.
 */
export async function changeRow(
  catalog: DocumentCatalog,
  tenantId: string,
  id: string,
  decide: (row: DocumentRow) => Partial<DocumentRow> | null,
): Promise<StoredRow> {
  let cause: unknown;
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const stored = await catalog.find(tenantId, id);
    if (!stored || stored.row.deleting) throw new DocumentMissing();
    const change = decide(stored.row);
    if (change === null) return stored;
    try {
      return await catalog.change(stored, change);
    } catch (error) {
      if (!(error instanceof RowChanged)) throw error;
      cause = error;
    }
  }
  throw new DocumentBusy({ cause });
}
