import type { DocumentAuthority, Asker } from './document-authority.port.js';

/** What the catalog behind an adapter's spec is to say of these. */
export const CATALOG = {
  readable: {
    documentId: 'document-open',
    version: 2,
    title: 'Plan of today',
    fileName: 'plan.pdf',
    mediaType: 'application/pdf',
  },
  hidden: { documentId: 'document-hidden', version: 1 },
  /** The live version is 2. */
  outdated: { documentId: 'document-open', version: 1 },
} as const;

export const CATALOG_ASKER: Asker = {
  caller: { tenantId: 'tenant-1', userId: 'ann', groups: [], roles: ['reader'], correlationId: 'correlation-1' },
  assertion: 'signed-by-the-gateway',
};

/** The promises of {@link DocumentAuthority}, as tests. Every adapter's spec calls this. */
export function describeDocumentAuthority(make: () => DocumentAuthority): void {
  describe('keeps the DocumentAuthority contract', () => {
    const { readable, hidden, outdated } = CATALOG;

    it('answers the versions that are live and visible, each once, with their titles', async () => {
      const asked = [readable, hidden, outdated, readable];
      expect(await make().readable(CATALOG_ASKER, asked)).toEqual([readable]);
    });

    it('answers nothing for nothing', async () => {
      expect(await make().readable(CATALOG_ASKER, [])).toEqual([]);
    });

    it('says of documents whatever their version which may be read, and which version counts', async () => {
      const asked = [outdated.documentId, hidden.documentId, readable.documentId];
      expect(await make().readableDocuments(CATALOG_ASKER, asked)).toEqual(
        new Map([[readable.documentId, readable.version]]),
      );
      expect(await make().readableDocuments(CATALOG_ASKER, [])).toEqual(new Map());
    });

    it('ends with the reason of whoever gives it up', async () => {
      const reason = new Error('given up');
      await expect(make().readable(CATALOG_ASKER, [readable], AbortSignal.abort(reason))).rejects.toBe(reason);
    });
  });
}
