import { Injectable } from '@nestjs/common';
import type {
  DocumentCheck,
  DocumentCheckResult,
  DocumentPatch,
  DocumentsQuery,
  DocumentView,
  Page,
} from '@shared/contracts';
import { InvalidInput, NotAllowed } from '@shared/errors';
import { may, principalsOf, type Caller, type DocumentAct } from '@shared/identity';
import { Clock } from '../ports/clock.port.js';
import { ADMINISTRATORS, DocumentCatalog } from '../ports/document-catalog.port.js';
import { toView, type DocumentRow } from '../ports/document-row.js';
import { WorkDesk } from '../work/work-desk.js';
import { changeRow } from './change-row.js';
import { DocumentMissing, NothingToRetry } from './document-errors.js';

/** What people do with documents that are there: list, read the state of, rename, share, tag, retry, delete. */
@Injectable()
export class DocumentsService {
  constructor(
    private readonly catalog: DocumentCatalog,
    private readonly desk: WorkDesk,
    private readonly clock: Clock,
  ) {}

  /** The documents a caller may see, newest first; all of the tenant's for an administrator. */
  async list(caller: Caller, { limit, cursor, tag }: DocumentsQuery): Promise<Page<DocumentView>> {
    const principals = caller.roles.includes('admin') ? [ADMINISTRATORS] : principalsOf(caller);
    const items: DocumentView[] = [];
    let after = cursor === undefined ? undefined : decodeCursor(cursor);
    for (;;) {
      const page = await this.catalog.list(caller.tenantId, principals, limit - items.length, after, tag);
      const rows = await Promise.all(page.ids.map((id) => this.catalog.find(caller.tenantId, id)));
      // A listing may name a document that is being deleted, not quite there yet or no longer tagged so.
      const shown = rows.flatMap((stored) => (stored && maySee(caller, stored.row) ? [stored.row] : []));
      items.push(...shown.filter(({ tags }) => tag === undefined || tags.includes(tag)).map(toView));
      after = page.next;
      if (after === undefined || items.length >= limit) break;
    }
    return { items, nextCursor: after === undefined ? null : encodeCursor(after) };
  }

  /** @throws {DocumentMissing} */
  async get(caller: Caller, id: string): Promise<DocumentView> {
    return toView(await this.visible(caller, id));
  }

  /** A row the caller may know of. @throws {DocumentMissing} */
  async visible(caller: Caller, id: string): Promise<DocumentRow> {
    const stored = await this.catalog.find(caller.tenantId, id);
    if (!stored || !maySee(caller, stored.row)) throw new DocumentMissing();
    return stored.row;
  }

  /** @throws {DocumentMissing | NotAllowed} */
  async patch(caller: Caller, id: string, patch: DocumentPatch): Promise<DocumentView> {
    const isSharedOnly = patch.title === undefined && patch.tags === undefined;
    await this.permitted(caller, id, isSharedOnly ? 'share' : 'change');
    const { row } = await changeRow(this.catalog, caller.tenantId, id, (row) => ({
      ...(patch.title === undefined ? {} : { title: patch.title }),
      ...(patch.visibleTo === undefined ? {} : { visibleTo: [...new Set(patch.visibleTo)] }),
      ...(patch.tags === undefined ? {} : { tags: patch.tags }),
      // Until a first version is live the worker writes the new values itself.
      passagesStale: row.live !== null,
      updatedAt: this.clock.now(),
    }));
    await this.desk.request(row);
    return toView(row);
  }

  /** Gone for every reader when this answers; what is left of it goes soon after. @throws {DocumentMissing | NotAllowed} */
  async delete(caller: Caller, id: string): Promise<void> {
    await this.permitted(caller, id, 'delete');
    const { row } = await changeRow(this.catalog, caller.tenantId, id, () => ({
      deleting: true,
      run: null,
      updatedAt: this.clock.now(),
    }));
    await this.desk.request(row);
  }

  /** @throws {DocumentMissing | NotAllowed | NothingToRetry} */
  async retry(caller: Caller, id: string): Promise<DocumentView> {
    await this.permitted(caller, id, 'change');
    const { row } = await changeRow(this.catalog, caller.tenantId, id, (row) => {
      if (row.status !== 'failed') throw new NothingToRetry();
      return { status: 'queued', progress: 0, failure: null, run: null, updatedAt: this.clock.now() };
    });
    await this.desk.request(row);
    return toView(row);
  }

  /** Which of these versions the caller may be answered from at this moment; without a version, which documents they may read. */
  async check(caller: Caller, { documents }: DocumentCheck): Promise<DocumentCheckResult> {
    const ids = [...new Set(documents.map(({ documentId }) => documentId))];
    const stored = await Promise.all(ids.map((id) => this.catalog.find(caller.tenantId, id)));
    const rows = new Map(stored.flatMap((found) => (found ? [[found.row.id, found.row] as const] : [])));
    return {
      visible: documents.flatMap(({ documentId, version }) => {
        const row = rows.get(documentId);
        if (!row || row.deleting || !may(caller, 'read', row)) return [];
        const content = version === undefined ? (row.live ?? row.content) : row.live;
        if (!content || (version !== undefined && content.version !== version)) return [];
        const { fileName, mediaType } = content;
        return [{ documentId, version: content.version, title: row.title, fileName, mediaType }];
      }),
    };
  }

  /** @throws {DocumentMissing} if the caller may not see it. @throws {NotAllowed} if it may only be read. */
  async permitted(caller: Caller, id: string, act: DocumentAct): Promise<DocumentRow> {
    const row = await this.visible(caller, id);
    if (may(caller, act, row)) return row;
    throw new NotAllowed(
      act === 'change'
        ? 'Only its owner may change this document; ask them.'
        : 'Only its owner or an administrator may share or delete this document; ask one of them.',
    );
  }
}

/** Readers, and administrators of the tenant, who see that it exists but not what is in it. */
const maySee = (caller: Caller, row: DocumentRow): boolean => !row.deleting && may(caller, 'see', row);

const encodeCursor = (id: string): string => Buffer.from(id).toString('base64url');

function decodeCursor(cursor: string): string {
  const id = Buffer.from(cursor, 'base64url').toString('utf8');
  if (!/^[A-Za-z0-9_-]{8,64}$/.test(id)) throw new InvalidInput('cursor: take it from nextCursor of the page before');
  return id;
}
