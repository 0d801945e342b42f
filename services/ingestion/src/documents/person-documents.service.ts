import { Injectable } from '@nestjs/common';
import type { Erased } from '@shared/contracts';
import { NotAllowed } from '@shared/errors';
import { userPrincipal, type Caller } from '@shared/identity';
import { Clock } from '../ports/clock.port.js';
import { DocumentCatalog } from '../ports/document-catalog.port.js';
import { toView, type DocumentRow } from '../ports/document-row.js';
import { WorkDesk } from '../work/work-desk.js';
import { changeRow } from './change-row.js';

/** Documents looked at at once. */
const PAGE = 200;

/** The documents of one person, for administrators who hand out or erase what is kept of them. */
@Injectable()
export class PersonDocuments {
  constructor(
    private readonly catalog: DocumentCatalog,
    private readonly desk: WorkDesk,
    private readonly clock: Clock,
  ) {}

  /** What each of their documents is, without what is in it. @throws {NotAllowed} */
  async *export(caller: Caller, userId: string): AsyncGenerator<object> {
    mustBeAdmin(caller);
    for await (const row of this.namedIn(caller.tenantId, userId)) {
      if (row.ownerId === userId) yield { kind: 'document', ...toView(row) };
    }
  }

  /** Deletes their documents, and takes their name off those of others. A repeat finds nothing. @throws {NotAllowed} */
  async erase(caller: Caller, userId: string): Promise<Pick<Erased, 'documents' | 'shares'>> {
    mustBeAdmin(caller);
    const counts = { documents: 0, shares: 0 };
    for await (const { id, tenantId, ownerId } of this.namedIn(caller.tenantId, userId)) {
      const isOwn = ownerId === userId;
      const { row } = await changeRow(this.catalog, tenantId, id, (now) => ({
        ...(isOwn ? { deleting: true, run: null } : withoutReader(now, userPrincipal(userId))),
        updatedAt: this.clock.now(),
      }));
      await this.desk.request(row);
      counts[isOwn ? 'documents' : 'shares'] += 1;
    }
    return counts;
  }

  /** Every document that names the person, as its owner or as a reader. */
  private async *namedIn(tenantId: string, userId: string): AsyncGenerator<DocumentRow> {
    let after: string | undefined;
    do {
      const page = await this.catalog.list(tenantId, [userPrincipal(userId)], PAGE, after);
      for (const id of page.ids) {
        const stored = await this.catalog.find(tenantId, id);
        if (stored && !stored.row.deleting) yield stored.row;
      }
      after = page.next;
    } while (after !== undefined);
  }
}

const withoutReader = (row: DocumentRow, principal: string): Partial<DocumentRow> => ({
  visibleTo: row.visibleTo.filter((reader) => reader !== principal),
  passagesStale: row.live !== null,
});

function mustBeAdmin({ roles }: Caller): void {
  if (!roles.includes('admin')) throw new NotAllowed("Only an administrator may ask for a person's data.");
}
