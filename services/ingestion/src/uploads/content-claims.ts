import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { DocumentCatalog } from '../ports/document-catalog.port.js';
import type { DocumentRow } from '../ports/document-row.js';

/** How long the row of somebody else's claim may be on its way, in milliseconds, and how often it is looked for. */
const ROW_DEADLINE_MS = 2_000;
const ROW_LOOK_MS = 50;

/** Recognises content that its owner has uploaded before, also when both uploads run at once. */
@Injectable()
export class ContentClaims {
  constructor(private readonly catalog: DocumentCatalog) {}

  /**
   * Claims a content for a document.
   *
   * A claim is stale, and is taken over, when its document is gone, has failed, or holds other content by now.
   *
   * @returns the document that holds it already; undefined when it is this one's now.
   */
  async claim(tenantId: string, ownerId: string, sha256: string, documentId: string): Promise<DocumentRow | undefined> {
    let stale: string | undefined;
    for (;;) {
      const holder = await this.catalog.claimContent(tenantId, ownerId, sha256, documentId, stale);
      if (holder === documentId) return undefined;
      const row = await this.rowOf(tenantId, holder);
      if (row && !row.deleting && row.status !== 'failed' && row.content.sha256 === sha256) return row;
      stale = holder;
    }
  }

  /** Between a claim and its row lies a moment. */
  private async rowOf(tenantId: string, id: string): Promise<DocumentRow | undefined> {
    for (let waitedMs = 0; waitedMs <= ROW_DEADLINE_MS; waitedMs += ROW_LOOK_MS) {
      const stored = await this.catalog.find(tenantId, id);
      if (stored) return stored.row;
      await pause(ROW_LOOK_MS);
    }
    return undefined;
  }
}
